using System.Diagnostics;
using Sige.Bench.Commands;
using Sige.Bench.Measuring;

namespace Sige.Bench.Peers;

/// <summary>
/// A model's peer in a process of its own, which sleeps between its runs: what the runtime does with memory and threads is then its own
/// matter, and runs of ours and of the peer's can take turns.
/// </summary>
internal sealed class PeerProcess : IDisposable
{
    private readonly Process _process;
    private readonly List<double> _samples = [];
    private string? _version;

    /// <summary>Starts the process, which loads the model while the caller does something else.</summary>
    /// <param name="model">The model's name.</param>
    /// <param name="threads">Threads that share an operator.</param>
    /// <param name="editPercent">Edited share of the picture.</param>
    public PeerProcess(string model, int threads, double editPercent)
    {
        ProcessStartInfo start = OwnProgram.With(PeerCommand.Arguments(model, threads, editPercent));
        start.RedirectStandardInput = true;
        _process = Process.Start(start)!;
    }

    /// <summary>Name and version.</summary>
    public string Name => $"ONNX Runtime {_version}";

    /// <summary>Waits until the model is loaded and has run.</summary>
    /// <exception cref="InvalidOperationException">The process ended before.</exception>
    public void WaitUntilReady() => _version ??= _process.StandardOutput.ReadLine()
        ?? throw new InvalidOperationException("The peer's process ended before it had loaded the model.");

    /// <summary>Runs the model once, and keeps the time.</summary>
    /// <exception cref="InvalidOperationException">The process ended.</exception>
    public void Sample()
    {
        WaitUntilReady();
        _samples.Add(PeerLines.Ask(_process.StandardInput, _process.StandardOutput, _samples.Count));
    }

    /// <summary>Median seconds of all samples.</summary>
    public double Median() => Statistics.Median([.. _samples]);

    /// <summary>Lets the process end, which then deletes its files.</summary>
    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
    }
}
