using Sige.Interop;
using Sige.Tensors;

namespace Sige.Devices;

/// <summary>
/// The active pixels of one resolution with their index tables, which all layers share. It lies in host memory; a device that computes
/// elsewhere keeps a copy.
/// </summary>
/// <remarks>While a set is built, no other thread may use it.</remarks>
public sealed unsafe class ActiveSet : IDisposable
{
    /// <summary>Makes an empty set.</summary>
    /// <param name="device">The device.</param>
    /// <param name="resolution">The resolution.</param>
    /// <exception cref="SigeException">A side is below 1.</exception>
    public ActiveSet(Device device, Resolution resolution)
    {
        ArgumentNullException.ThrowIfNull(device);
        NativeMethods.ActiveSetCreate(device.Handle, resolution.H, resolution.W, out var handle).Check();
        Handle = handle;
        Resolution = resolution;
    }

    /// <summary>The resolution.</summary>
    public Resolution Resolution { get; }

    internal SigeActiveSetHandle Handle { get; }

    /// <summary>The sizes of the set.</summary>
    public ActiveCounts Counts { get; private set; }

    /// <summary>
    /// Fills the set from a mask. Memory grows only beyond what an earlier, larger set needed. Work that a queue still has keeps the set
    /// that it was given.
    /// </summary>
    /// <param name="mask">[H, W], any value but 0 for a marked pixel.</param>
    /// <param name="policy">Which pixels become active.</param>
    /// <exception cref="ArgumentException">The mask has another length.</exception>
    public void Build(ReadOnlySpan<byte> mask, ActivePolicy policy)
    {
        if (mask.Length != Resolution.PixelCount)
            throw new ArgumentException($"The mask must have {Resolution.PixelCount} pixels, {Resolution}, but has {mask.Length}.", nameof(mask));
        fixed (byte* source = mask)
            NativeMethods.ActiveSetBuild(Handle, source, (SigePolicy)policy).Check();
        Counts = Query();
    }

    /// <summary>The same from a mask on the device: waits for the work before it.</summary>
    /// <param name="queue">The queue.</param>
    /// <param name="mask">uint8 [H, W].</param>
    /// <param name="policy">Which pixels become active.</param>
    /// <exception cref="SigeException">The mask is too small.</exception>
    public void Build(Queue queue, DeviceBuffer mask, ActivePolicy policy)
    {
        ArgumentNullException.ThrowIfNull(queue);
        ArgumentNullException.ThrowIfNull(mask);
        NativeMethods.ActiveSetBuildFrom(queue.Handle, Handle, mask.Handle, (SigePolicy)policy).Check();
        Counts = Query();
    }

    /// <summary>Reads y * W + x of each active pixel, ascending.</summary>
    public int[] ReadPixels()
    {
        var pixels = new int[Counts.Pixels];
        ReadPixels(pixels);
        return pixels;
    }

    /// <summary>The same into memory of the caller.</summary>
    /// <param name="destination">Receives as many as there are.</param>
    /// <exception cref="SigeException">It is too short; the message says what is needed.</exception>
    public void ReadPixels(Span<int> destination) => Read(SigeIndexTable.Pixels, null, destination);

    /// <summary>Reads, for each pixel of the picture, its rank among the active ones, or -1.</summary>
    public int[] ReadScatterMap()
    {
        var map = new int[Resolution.PixelCount];
        Read(SigeIndexTable.ScatterMap, null, map);
        return map;
    }

    /// <summary>Reads, for each active pixel and kernel tap, the source pixel under it, or -1 for padding.</summary>
    /// <param name="geometry">How the kernel moves.</param>
    /// <param name="source">Size of the source before nearest resampling.</param>
    /// <param name="scaleLog2">s above 0: the source is upsampled by 2^s; below 0: downsampled.</param>
    /// <exception cref="SigeException">The geometry does not fit the set.</exception>
    public int[] ReadNeighbours(ConvolutionGeometry geometry, Resolution source, int scaleLog2 = 0)
    {
        var native = SigeIndexGeometry.Create();
        native.KernelH = geometry.KernelH;
        native.KernelW = geometry.KernelW;
        native.StrideH = geometry.StrideH;
        native.StrideW = geometry.StrideW;
        native.PadTop = geometry.PadTop;
        native.PadLeft = geometry.PadLeft;
        native.SrcH = source.H;
        native.SrcW = source.W;
        native.ScaleLog2 = scaleLog2;
        var neighbours = new int[(long)Counts.Pixels * geometry.KernelH * geometry.KernelW];
        Read(SigeIndexTable.Neighbours, &native, neighbours);
        return neighbours;
    }

    /// <summary>Reads top and left of each tile that covers an active pixel, one pair after the other.</summary>
    /// <param name="side">Side of a tile in pixels, 2 or 4.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="side"/> is neither 2 nor 4.</exception>
    public int[] ReadTiles(int side)
    {
        var corners = new int[2 * TileCount(side)];
        ReadTiles(side, corners);
        return corners;
    }

    /// <summary>The same into memory of the caller.</summary>
    /// <param name="side">Side of a tile in pixels, 2 or 4.</param>
    /// <param name="destination">Receives two numbers a tile.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="side"/> is neither 2 nor 4.</exception>
    /// <exception cref="SigeException">It is too short; the message says what is needed.</exception>
    public void ReadTiles(int side, Span<int> destination)
    {
        _ = TileCount(side);
        Read(side == 2 ? SigeIndexTable.TilesOf2 : SigeIndexTable.TilesOf4, null, destination);
    }

    /// <summary>How many tiles of a side cover the active pixels.</summary>
    /// <param name="side">Side of a tile in pixels, 2 or 4.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="side"/> is neither 2 nor 4.</exception>
    public int TileCount(int side) => side switch
    {
        2 => Counts.TilesOf2,
        4 => Counts.TilesOf4,
        _ => throw new ArgumentOutOfRangeException(nameof(side), side, "Tiles are 2 or 4 pixels wide."),
    };

    /// <inheritdoc/>
    public void Dispose() => Handle.Dispose();

    private void Read(SigeIndexTable table, SigeIndexGeometry* geometry, Span<int> destination)
    {
        ulong count;
        fixed (int* indices = destination)
            NativeMethods.ActiveSetRead(Handle, table, geometry, indices, (ulong)destination.Length, &count).Check();
    }

    private ActiveCounts Query()
    {
        var counts = SigeActiveCounts.Create();
        NativeMethods.ActiveSetQuery(Handle, &counts).Check();
        return new ActiveCounts(counts.Pixels, counts.TilesOf2, counts.TilesOf4, counts.TouchedTiles, (long)counts.Bytes);
    }
}
