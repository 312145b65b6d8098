using System.CommandLine;
using System.Globalization;
using Sige.Diffusion;
using Sige.Models;
using Sige.Tensors;

namespace Sige.Cli.CommandLine;

/// <summary>The options that say how an SDEdit session denoises and what it keeps.</summary>
internal sealed class SdEditArguments
{
    private static readonly (string Name, SamplerKind Value)[] Samplers =
    [
        ("ddim", SamplerKind.Ddim),
        ("ddpm", SamplerKind.Ddpm),
        ("dpm-solver++", SamplerKind.DpmSolverPlusPlus),
        ("dpm-solver", SamplerKind.DpmSolver),
        ("pd", SamplerKind.ProgressiveDistillation),
    ];

    private readonly Option<SamplerKind?> _sampler = NamedValue.Option("--sampler", "Sampler; default: dpm-solver++, or pd for a distilled network", Samplers);
    private readonly Option<int?> _steps = NamedValue.Number(
        "--steps", "Denoising steps, one more where they do not divide the noise level; default: 10 (pd 5, ddim 50, ddpm 500)", 1, int.MaxValue);

    private readonly Option<int?> _noiseLevel = NamedValue.Number(
        "--noise-level", "How far towards noise the picture is taken, in steps of the training; default: 500 of 1000 (pd 5 of 8)", 1, int.MaxValue);

    private readonly Option<double?> _eta = NamedValue.Number("--eta", "Share of the ancestral noise that ddim adds, 0 to 1; default: 0", 0.0, 1);
    private readonly Option<ulong> _seed = NamedValue.Number("--seed", "Seed of all noise, as for torch.manual_seed", 0UL, ulong.MaxValue, usual: 0UL);

    private readonly CacheArguments _cache;

    private readonly Option<double?> _threshold = NamedValue.Number(
        "--edit-threshold", "How far any channel of a pixel must differ from the original, of 255, for the pixel to count as edited; raise it for files saved with loss; default: the network's, 1 to 3",
        0.0, 254);

    /// <summary>Adds the options to a command.</summary>
    public SdEditArguments(Command command)
    {
        foreach (Option option in (ReadOnlySpan<Option>)[_sampler, _steps, _noiseLevel, _eta, _seed])
            command.Add(option);
        _cache = new CacheArguments(command);
        command.Add(_threshold);
    }

    /// <summary>Spelling of a sampler, as <c>--sampler</c> takes it.</summary>
    public static string NameOf(SamplerKind kind) => Samplers.First(sampler => sampler.Value == kind).Name;

    /// <summary>Reads the options and checks them for a network.</summary>
    /// <exception cref="CommandException">A value is out of its range or does not fit the network.</exception>
    public SdEditOptions Read(ParseResult arguments, DiffusionUNet network, EngineArguments engine)
    {
        return new SdEditOptions
        {
            Sampler = ReadSampler(arguments, network.Configuration.Kind),
            Seed = arguments.GetValue(_seed),
            Session = engine.Session(arguments).Over(network.SessionOptions),
            Precision = _cache.Precision(arguments),
            BudgetBytes = _cache.Budget(arguments),
            SpillDirectory = _cache.SpillDirectory(arguments),
            Region = _cache.Region(arguments, new Resolution(network.PictureSize, network.PictureSize)),
            EditThreshold = arguments.GetValue(_threshold),
            Engine = engine.Engine(arguments),
        };
    }

    private SamplerOptions ReadSampler(ParseResult arguments, UNetKind network)
    {
        bool isDistilled = network == UNetKind.ProgressiveDistillation;
        SamplerKind kind = arguments.GetValue(_sampler) ?? (isDistilled ? SamplerKind.ProgressiveDistillation : SamplerKind.DpmSolverPlusPlus);
        if (isDistilled != (kind == SamplerKind.ProgressiveDistillation))
        {
            string fitting = string.Join(", ", Samplers.Where(sampler => isDistilled == (sampler.Value == SamplerKind.ProgressiveDistillation)).Select(sampler => sampler.Name));
            throw new CommandException($"--sampler is expected to be {fitting} for this network, found {NameOf(kind)}.", ExitCode.Usage);
        }

        var options = new SamplerOptions(kind);
        options = options with
        {
            Steps = arguments.GetValue(_steps) ?? options.Steps,
            NoiseLevel = arguments.GetValue(_noiseLevel) ?? options.NoiseLevel,
            Eta = arguments.GetValue(_eta) ?? options.Eta,
        };
        try
        {
            Sampler.Create(options);
            return options;
        }
        catch (ArgumentException fault)
        {
            throw new CommandException($"--steps, --noise-level or --eta: {FirstLine(fault.Message)}", ExitCode.Usage);
        }
    }

    /// <summary>What argument exceptions add about parameters is not for the person who typed the command.</summary>
    public static string FirstLine(string message) => message.Split(" (Parameter", 2)[0].Split('\n', 2)[0].TrimEnd();
}
