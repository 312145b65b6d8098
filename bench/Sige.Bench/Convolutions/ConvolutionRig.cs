using Sige.Devices;
using Sige.Tensors;

namespace Sige.Bench.Convolutions;

/// <summary>One convolution with tensors of made-up values.</summary>
internal sealed class ConvolutionRig : IDisposable
{
    private readonly Engine _engine;
    private readonly List<DeviceBuffer> _buffers = [];
    private readonly Convolution _convolution;
    private readonly ConvolutionRun _run;

    /// <summary>Makes the weights and tensors of a shape.</summary>
    /// <param name="engine">What runs it.</param>
    /// <param name="shape">What is convolved.</param>
    /// <param name="keepsForms">Whether forms keep their weights, or make them anew in each run.</param>
    public ConvolutionRig(Engine engine, ConvolutionShape shape, bool keepsForms)
    {
        _engine = engine;
        Shape = shape;
        var description = new ConvolutionDescription(
            shape.In, shape.Out, shape.Geometry, shape.Depthwise ? shape.In : 1, shape.Modulation);
        _convolution = new Convolution(engine.Device, description, Noise((int)description.WeightCount), Noise(shape.Out));
        KeepsForms = keepsForms;
        if (keepsForms)
            KeepForms();
        _run = shape.Labels ? LabelRun() : PlainRun();
    }

    /// <summary>What is convolved.</summary>
    public ConvolutionShape Shape { get; }

    /// <summary>Whether forms keep their weights.</summary>
    public bool KeepsForms { get; }

    /// <summary>What the cost model says.</summary>
    public ConvolutionCosts Costs(ActiveSet? active) => _convolution.QueryCosts(_engine.Queue, _run with { Active = active });

    /// <summary>Runs it on all or the active pixels.</summary>
    public void Run(ActiveSet? active, ConvolutionForm form) =>
        _convolution.Run(_engine.Queue, _run with { Active = active, Form = form });

    /// <summary>Uniform values in -0.1 to 0.1.</summary>
    public static float[] Noise(int count)
    {
        var values = new float[count];
        ulong state = 88172645463325252;
        foreach (ref float value in values.AsSpan())
        {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            value = (state >> 40) * (0.2f / (1 << 24)) - 0.1f;
        }

        return values;
    }

    public void Dispose()
    {
        _convolution.Dispose();
        _buffers.ForEach(buffer => buffer.Dispose());
    }

    private void KeepForms()
    {
        foreach (ConvolutionForm form in _convolution.Forms.Where(form => form.KeptBytes > 0))
            _convolution.Keep(_engine.Queue, form);
    }

    private ConvolutionRun PlainRun()
    {
        var run = new ConvolutionRun
        {
            Source = Floats(Shape.Source, Shape.In),
            Destination = Floats(Shape.Resolution, Shape.Channels),
        };
        if (Shape.Modulation == Modulation.Split)
            run = run with { Source2 = Floats(Shape.Source, Shape.In) };
        return Shape.Modulation == Modulation.None ? run : run with
        {
            Modulated = Floats(Shape.Resolution, Shape.Channels),
            ModulatedAffine = new Affine(Floats(new Resolution(1, 1), Shape.Channels).Buffer, Floats(new Resolution(1, 1), Shape.Channels).Buffer),
        };
    }

    private ConvolutionRun LabelRun()
    {
        var labels = new DeviceBuffer(_engine.Device, Shape.Source.PixelCount);
        _buffers.Add(labels);
        var classes = new byte[Shape.Source.PixelCount];
        for (int i = 0; i < classes.Length; i++)
            classes[i] = (byte)(i / 8 % (Shape.In - 1));
        labels.Write<byte>(_engine.Queue, classes);
        return new ConvolutionRun
        {
            Source = new DeviceTensor(labels, new TensorShape(1, Shape.Source.H, Shape.Source.W, 1), ElementType.UInt8),
            Source2 = Floats(Shape.Source, 1),
            Destination = Floats(Shape.Resolution, Shape.Channels),
        };
    }

    private DeviceTensor Floats(Resolution size, int channels)
    {
        var shape = new TensorShape(1, size.H, size.W, channels);
        var buffer = new DeviceBuffer(_engine.Device, shape.ElementCount * sizeof(float));
        _buffers.Add(buffer);
        buffer.Write<float>(_engine.Queue, Noise((int)shape.ElementCount));
        return new DeviceTensor(buffer, shape);
    }
}
