using BenchmarkDotNet.Attributes;
using Sige.Devices;

namespace Sige.Bench.Micro;

/// <summary>What it costs to call the engine at all.</summary>
public class CallBenchmarks
{
    private Engine _engine = null!;

    /// <summary>Opens the engine.</summary>
    [GlobalSetup]
    public void Open()
    {
        _engine = Engine.Open();
    }

    /// <summary>Closes it.</summary>
    [GlobalCleanup]
    public void Close()
    {
        _engine.Dispose();
    }

    /// <summary>One call that returns a constant.</summary>
    [Benchmark]
    public int InterfaceVersion() => Engine.InterfaceVersion;

    /// <summary>One call with a handle and a status.</summary>
    [Benchmark]
    public void Synchronize() => _engine.Queue.Synchronize();
}
