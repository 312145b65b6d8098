using System.CommandLine;
using Sige.Devices;
using Sige.Sessions;
using Sige.Weights;

namespace Sige.Bench.Commands;

/// <summary>What all benches are told.</summary>
/// <param name="EditPercent">Edited share of the picture, before dilation.</param>
/// <param name="Threads">Threads of our engine and of the peer.</param>
/// <param name="Isa">Instruction set of our kernels.</param>
/// <param name="Runs">Runs behind each median.</param>
/// <param name="Policy">How masks become active pixels; null for the model's own choice.</param>
/// <param name="Precision">In what our engine multiplies.</param>
/// <param name="Weights">What our engine keeps the weights of convolutions as.</param>
/// <param name="SparseFrom">Height of the smallest resolution at which edits compute active pixels alone; null for the model's own.</param>
/// <param name="Peer">Whether to run the peer.</param>
/// <param name="Json">File for JSON, <c>-</c> for standard output, or null.</param>
internal sealed record BenchSettings(
    double EditPercent, int Threads, InstructionSet Isa, int Runs, ActivePolicy? Policy, ComputePrecision Precision, WeightPrecision Weights, int? SparseFrom, bool Peer, string? Json)
{
    /// <summary>How our queue runs.</summary>
    public CpuQueueOptions Queue => new(Threads, Isa);

    /// <summary>A model's options with what was asked for.</summary>
    public SessionOptions Over(SessionOptions model) =>
        SparseFromOption.Over(model, SparseFrom) with { ActivePolicy = Policy ?? model.ActivePolicy, Precision = Precision, WeightPrecision = Weights };
}

/// <summary>The options that all benches share.</summary>
internal sealed class CommonOptions
{
    private readonly Option<double> _edit = new("--edit")
    {
        Description = "Edited share of the picture in percent, before dilation.",
        DefaultValueFactory = _ => 1.2,
    };

    private readonly Option<int> _threads = new("--threads")
    {
        Description = "Threads of the engine, and of the peer if there is one.",
        DefaultValueFactory = _ => 2,
    };

    private readonly Option<InstructionSet> _isa = new("--isa")
    {
        Description = "Instruction set of the engine's kernels; the default is the best that the processor has.",
        HelpName = "auto|portable|avx2|avx512|avx512bfloat16|amx|neon|neonbfloat16",
    };

    private readonly Option<int> _runs = new("--runs") { Description = "Runs behind each median.", DefaultValueFactory = _ => 7 };

    private readonly Option<ActivePolicy?> _policy = new("--policy") { Description = "How masks become active pixels; the default is the model's.", HelpName = "tiles|pixels" };

    private readonly Option<ComputePrecision> _precision = new("--precision") { Description = "In what the engine multiplies; the peer keeps to float32.", HelpName = "float32|bfloat16" };

    private readonly Option<WeightPrecision> _weights = new("--weights-precision")
    {
        Description = "What the engine keeps the weights of convolutions as.",
        HelpName = "asfile|float32|float16|bfloat16",
        DefaultValueFactory = _ => WeightPrecision.AsFile,
    };

    private readonly Option<int?> _sparseFrom = SparseFromOption.Create();

    private readonly Option<bool>? _noPeer;

    private readonly Option<string?> _json = JsonOption.Create();

    /// <param name="peer">Whether there is a peer that can be left out.</param>
    public CommonOptions(bool peer = true)
    {
        if (peer)
            _noPeer = new Option<bool>("--no-peer") { Description = "Leave ONNX Runtime out." };
        _edit.Require(percent => percent is > 0 and <= 100, "--edit is above 0 and at most 100.");
        _threads.Require(count => count is >= 1 and <= 256, "--threads is 1 to 256.");
        _runs.Require(count => count is >= 1 and <= 1000, "--runs is 1 to 1000.");
    }

    /// <summary>Gives a command these options.</summary>
    public void AddTo(Command command)
    {
        foreach (Option? option in (ReadOnlySpan<Option?>)[_edit, _threads, _isa, _runs, _policy, _precision, _weights, _sparseFrom, _noPeer, _json])
        {
            if (option is not null)
                command.Options.Add(option);
        }
    }

    /// <summary>Reads what was given.</summary>
    public BenchSettings Read(ParseResult result) => new(
        result.GetValue(_edit),
        result.GetValue(_threads),
        result.GetValue(_isa),
        result.GetValue(_runs),
        result.GetValue(_policy),
        result.GetValue(_precision),
        result.GetValue(_weights),
        result.GetValue(_sparseFrom),
        _noPeer is not null && !result.GetValue(_noPeer),
        result.GetValue(_json));
}
