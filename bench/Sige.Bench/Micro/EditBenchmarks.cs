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
    private const int Block = 4, BlockHalo = 1;

    private static readonly Resolution Full = new(256, 512), Half = new(128, 256);

    private readonly List<DeviceBuffer> _buffers = [];
    private Device _device = null!;
    private Queue _queue = null!;
    private ActiveSet _active = null!;
    private DeviceBuffer _mask = null!, _result = null!, _numbers = null!, _halved = null!, _blocks = null!, _blockCount = null!, _log = null!;
    private DeviceTensor _before, _after, _features;

    /// <summary>How masks become active pixels.</summary>
    [Params(ActivePolicy.Pixels, ActivePolicy.Tiles)]
    public ActivePolicy Policy { get; set; }

    /// <summary>Makes masks and tensors.</summary>
    [GlobalSetup]
    public void Open()
    {
        _device = Device.Open(DeviceKind.Cpu);
        _queue = new Queue(_device);
        long pixels = Full.PixelCount;
        byte[] mask = EditArea.Mark(EditForm.Rectangle, Full, EditPercent);
        _mask = Allocate(pixels);
        _mask.Write<byte>(_queue, mask);
        _result = Allocate(pixels);
        _numbers = Allocate(pixels * sizeof(float));
        _numbers.Write<float>(_queue, Array.ConvertAll(mask, value => (float)value));
        _halved = Allocate(Half.PixelCount * sizeof(float));
        _blocks = Allocate(pixels / (Block * Block) * 2 * sizeof(int));
        _blockCount = Allocate(sizeof(int));
        _before = new DeviceTensor(Allocate(pixels), new TensorShape(1, Full.H, Full.W, 1), ElementType.UInt8);
        _after = new DeviceTensor(_mask, new TensorShape(1, Full.H, Full.W, 1), ElementType.UInt8);
        _features = new DeviceTensor(Allocate(pixels * Channels * sizeof(float)), new TensorShape(1, Full.H, Full.W, Channels));
        _active = new ActiveSet(_device, Full);
        BuildActiveSet();
        _log = Allocate((long)_active.Query(_queue).Pixels * Channels * sizeof(float));
    }

    /// <summary>Lets go of all.</summary>
    [GlobalCleanup]
    public void Close()
    {
        _active.Dispose();
        _buffers.ForEach(buffer => buffer.Dispose());
        _queue.Dispose();
        _device.Dispose();
    }

    /// <summary>Compares two label maps.</summary>
    [Benchmark]
    public void Difference() => Masks.Difference(_queue, _before, _after, 0, _result);

    /// <summary>Dilates by 2.</summary>
    [Benchmark]
    public void Dilate() => Masks.Dilate(_queue, _mask, Full, 2, _result);

    /// <summary>Halves both sides.</summary>
    [Benchmark]
    public void Downsample() => Masks.Downsample(_queue, _numbers, Full, _halved, Half);

    /// <summary>Cuts at 0.3.</summary>
    [Benchmark]
    public void Threshold() => Masks.Threshold(_queue, _numbers, Full, 0.3f, _result);

    /// <summary>Lists the 4x4 blocks that a mask touches.</summary>
    [Benchmark]
    public void ReduceToBlocks() => Masks.ReduceToBlocks(_queue, _mask, Full, Block, BlockHalo, _blocks, _blockCount);

    /// <summary>Lists pixels and tiles.</summary>
    [Benchmark]
    public void BuildActiveSet() => _active.Build(_queue, _mask, Policy);

    /// <summary>Keeps the active pixels of 128 channels.</summary>
    [Benchmark]
    public void Log() => Operators.Gather(_queue, _features, _active, default, new DeviceRows(_log));

    /// <summary>Brings them back.</summary>
    [Benchmark]
    public void Undo() => Operators.Scatter(_queue, new DeviceRows(_log), _active, _features);

    private DeviceBuffer Allocate(long bytes)
    {
        var buffer = new DeviceBuffer(_device, bytes);
        _buffers.Add(buffer);
        return buffer;
    }
}
