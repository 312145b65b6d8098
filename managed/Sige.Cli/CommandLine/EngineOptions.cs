using System.CommandLine;
using Sige.Devices;

namespace Sige.Cli.CommandLine;

/// <summary>The options of commands that run a network.</summary>
internal sealed class EngineOptions
{
    private const int MostThreads = 256;

    private readonly Option<int> _threads = new("--threads")
    {
        Description = "Worker threads; 0 for one per processor",
        HelpName = "N",
        DefaultValueFactory = _ => 0,
    };

    private readonly Option<ActivePolicy?> _policy = NamedValue.Option(
        "--policy",
        "What an edit recomputes: 4x4 tiles, as in the paper, or single pixels; default: the model's own",
        ("tiles", ActivePolicy.Tiles),
        ("pixels", ActivePolicy.Pixels));

    private readonly Option<InstructionSet?> _isa = NamedValue.Option(
        "--isa",
        "Instruction set of the kernels; default: the best that the processor has",
        ("auto", InstructionSet.Auto),
        ("portable", InstructionSet.Portable),
        ("avx2", InstructionSet.Avx2),
        ("neon", InstructionSet.Neon));

    /// <summary>Adds the options to a command.</summary>
    public EngineOptions(Command command)
    {
        _threads.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && int.TryParse(result.Tokens[0].Value, out int threads) && threads is < 0 or > MostThreads)
                result.AddError($"--threads is expected to be 0 to {MostThreads}, found {threads}.");
        });
        command.Add(_threads);
        command.Add(_policy);
        command.Add(_isa);
    }

    /// <summary>How the queue runs.</summary>
    public QueueOptions Queue(ParseResult arguments) =>
        new(arguments.GetValue(_threads), arguments.GetValue(_isa) ?? InstructionSet.Auto);

    /// <summary>The policy that was asked for, or null.</summary>
    public ActivePolicy? Policy(ParseResult arguments) => arguments.GetValue(_policy);
}
