using BenchmarkDotNet.Attributes;
using Sige.Bench.Edits;
using Sige.Devices;
using Sige.Tensors;

namespace Sige.Bench.Micro;

/// <summary>The small pieces of an edit of 1.2 % at 512x256: masks, index tables, undo log.</summary>
public class EditBenchmarks
{
    private const double EditPercent = 1.2;
    private const int Channels = 128;

    private static readonly Resolution Full = new(256, 512), Half = new(128, 256);

    private readonly List<DeviceBuffer> _buffers = [];
    private Engine _engine = null!;
    private ActiveSet _active = null!;
    private byte[] _mask = [], _result = [];
    private float[] _numbers = [], _halved = [];
    private DeviceBuffer _differences = null!, _log = null!;
    private DeviceTensor _before, _after, _features;

    /// <summary>How masks become active pixels.</summary>
    [Params(ActivePolicy.Pixels, ActivePolicy.Tiles)]
    public ActivePolicy Policy { get; set; }

    /// <summary>Makes masks and tensors.</summary>
    [GlobalSetup]
    public void Open()
    {
        _engine = Engine.Open();
        long pixels = Full.PixelCount;
        _mask = EditArea.Mark(EditForm.Rectangle, Full, EditPercent);
        _result = new byte[pixels];
        _numbers = Array.ConvertAll(_mask, value => (float)value);
        _halved = new float[Half.PixelCount];
        _differences = Allocate(pixels);
        DeviceBuffer after = Allocate(pixels);
        after.Write<byte>(_engine.Queue, _mask);
        _before = new DeviceTensor(Allocate(pixels), new TensorShape(1, Full.H, Full.W, 1), ElementType.UInt8);
        _after = new DeviceTensor(after, new TensorShape(1, Full.H, Full.W, 1), ElementType.UInt8);
        _features = new DeviceTensor(Allocate(pixels * Channels * sizeof(float)), new TensorShape(1, Full.H, Full.W, Channels));
        _active = new ActiveSet(_engine.Device, Full);
        BuildActiveSet();
        _log = Allocate((long)_active.Counts.Pixels * Channels * sizeof(float));
    }

    /// <summary>Lets go of all.</summary>
    [GlobalCleanup]
    public void Close()
    {
        _active.Dispose();
        _buffers.ForEach(buffer => buffer.Dispose());
        _engine.Dispose();
    }

    /// <summary>Compares two label maps.</summary>
    [Benchmark]
    public void Difference() => Masks.Difference(_engine.Queue, _before, _after, 0, _differences);

    /// <summary>Dilates by 2.</summary>
    [Benchmark]
    public void Dilate() => Masks.Dilate(_mask, Full, 2, _result);

    /// <summary>Halves both sides.</summary>
    [Benchmark]
    public void Downsample() => Masks.Downsample(_numbers, Full, _halved, Half);

    /// <summary>Cuts at 0.3.</summary>
    [Benchmark]
    public void Threshold() => Masks.Threshold(_numbers, Full, 0.3f, _result);

    /// <summary>Lists pixels and tiles.</summary>
    [Benchmark]
    public void BuildActiveSet() => _active.Build(_mask, Policy);

    /// <summary>Keeps the active pixels of 128 channels.</summary>
    [Benchmark]
    public void Log() => Operators.Gather(_engine.Queue, _features, _active, default, new DeviceRows(_log));

    /// <summary>Brings them back.</summary>
    [Benchmark]
    public void Undo() => Operators.Scatter(_engine.Queue, new DeviceRows(_log), _active, _features);

    private DeviceBuffer Allocate(long bytes)
    {
        var buffer = new DeviceBuffer(_engine.Device, bytes);
        _buffers.Add(buffer);
        return buffer;
    }
}
