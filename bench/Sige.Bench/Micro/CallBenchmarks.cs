using BenchmarkDotNet.Attributes;
using Sige.Devices;

namespace Sige.Bench.Micro;

/// <summary>What it costs to call the engine at all.</summary>
public class CallBenchmarks
{
    private Device _device = null!;
    private Queue _queue = null!;

    /// <summary>Opens the engine.</summary>
    [GlobalSetup]
    public void Open()
    {
        _device = Device.Open(DeviceKind.Cpu);
        _queue = new Queue(_device);
    }

    /// <summary>Closes it.</summary>
    [GlobalCleanup]
    public void Close()
    {
        _queue.Dispose();
        _device.Dispose();
    }

    /// <summary>One call that returns a constant.</summary>
    [Benchmark]
    public int InterfaceVersion() => Engine.InterfaceVersion;

    /// <summary>One call with a handle and a status.</summary>
    [Benchmark]
    public void Synchronize() => _queue.Synchronize();
}
