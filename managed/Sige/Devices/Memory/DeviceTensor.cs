using System.Globalization;
using Sige.Interop;
using Sige.Tensors;

namespace Sige.Devices;

/// <summary>A view of a buffer as [N, H, W, C], channels last. The default value stands for no tensor.</summary>
public readonly record struct DeviceTensor
{
    /// <summary>Makes a view of a buffer.</summary>
    /// <param name="buffer">Where the elements are.</param>
    /// <param name="shape">The extents.</param>
    /// <param name="elementType">Type of an element.</param>
    /// <param name="offset">Bytes from the buffer's start to element [0, 0, 0, 0].</param>
    /// <param name="pixelStride">Elements from one pixel to the next; 0 for as many as there are channels.</param>
    /// <exception cref="ArgumentOutOfRangeException">An extent is below 1, or the view leaves the buffer.</exception>
    public DeviceTensor(
        DeviceBuffer buffer, TensorShape shape, ElementType elementType = ElementType.Float32, long offset = 0, int pixelStride = 0)
        : this(shape, elementType)
    {
        ArgumentNullException.ThrowIfNull(buffer);
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        Buffer = buffer;
        Offset = offset;
        PixelStride = pixelStride == 0 ? shape.C : pixelStride;
        ArgumentOutOfRangeException.ThrowIfLessThan(PixelStride, shape.C, nameof(pixelStride));
        var pixels = (Int128)shape.N * shape.H * shape.W;
        var end = offset + ((pixels - 1) * PixelStride + shape.C) * elementType.Size();
        if (end > buffer.Bytes)
            throw new ArgumentOutOfRangeException(nameof(buffer), string.Create(
                CultureInfo.InvariantCulture, $"{shape} of {elementType} needs {end} bytes; the buffer has {buffer.Bytes}."));
    }

    private DeviceTensor(TensorShape shape, ElementType elementType)
    {
        if (shape.N < 1 || shape.H < 1 || shape.W < 1 || shape.C < 1)
            throw new ArgumentOutOfRangeException(nameof(shape), shape, "Every extent must be at least 1.");
        Shape = shape;
        ElementType = elementType;
        PixelStride = shape.C;
    }

    /// <summary>Where the elements are; null in a view that only plans.</summary>
    public DeviceBuffer? Buffer { get; }

    /// <summary>The extents.</summary>
    public TensorShape Shape { get; }

    /// <summary>Type of an element.</summary>
    public ElementType ElementType { get; }

    /// <summary>Bytes from the buffer's start to element [0, 0, 0, 0].</summary>
    public long Offset { get; }

    /// <summary>Elements from one pixel to the next.</summary>
    public int PixelStride { get; }

    /// <summary>
    /// The rectangle of a larger picture that the view holds; the default where it holds all of it. Only
    /// <see cref="Operators.CopyPixels"/> takes a view with a window.
    /// </summary>
    public Window Window { get; private init; }

    /// <summary>Whether this stands for no tensor.</summary>
    public bool IsNone => Shape.C == 0;

    /// <summary>Makes a view without memory, to ask for a convolution's plan.</summary>
    /// <param name="shape">The extents.</param>
    /// <param name="elementType">Type of an element.</param>
    /// <exception cref="ArgumentOutOfRangeException">An extent is below 1.</exception>
    public static DeviceTensor Planned(TensorShape shape, ElementType elementType = ElementType.Float32) => new(shape, elementType);

    /// <summary>Makes a view of some channels.</summary>
    /// <param name="first">The first channel.</param>
    /// <param name="count">How many channels.</param>
    /// <exception cref="ArgumentOutOfRangeException">The channels are not all there.</exception>
    /// <exception cref="InvalidOperationException">The view has no memory.</exception>
    public DeviceTensor Channels(int first, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(first);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(first, Shape.C - count);
        var buffer = Buffer ?? throw new InvalidOperationException("A view without memory has no channels to take.");
        var offset = Offset + (long)first * ElementType.Size();
        var view = new DeviceTensor(buffer, Shape with { C = count }, ElementType, offset, PixelStride);
        return view with { Window = Window };
    }

    /// <summary>Makes a view of the same memory as a rectangle of a picture.</summary>
    /// <param name="window">Where in the picture the view lies.</param>
    /// <exception cref="ArgumentOutOfRangeException">The rectangle leaves its picture.</exception>
    public DeviceTensor WithWindow(Window window)
    {
        var fits = window.Y >= 0 && window.X >= 0
            && Shape.H <= window.Picture.H - window.Y && Shape.W <= window.Picture.W - window.X;
        if (!fits)
            throw new ArgumentOutOfRangeException(nameof(window), window, string.Create(
                CultureInfo.InvariantCulture, $"A rectangle of {Shape.H} x {Shape.W} leaves its picture there."));
        return this with { Window = window };
    }

    /// <summary>Describes the view to the library; a scope holds its memory.</summary>
    internal SigeTensor ToNative(nint buffer) => new()
    {
        Dtype = (SigeDtype)ElementType,
        Buffer = buffer,
        Offset = (ulong)Offset,
        N = Shape.N,
        H = Shape.H,
        W = Shape.W,
        C = Shape.C,
        PixelStride = PixelStride,
        WindowY = Window.Y,
        WindowX = Window.X,
        WindowH = Window.Picture.H,
        WindowW = Window.Picture.W,
    };
}
