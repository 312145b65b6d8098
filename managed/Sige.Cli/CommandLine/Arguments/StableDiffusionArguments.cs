using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Sige.Diffusion;
using Sige.Models;
using Sige.Weights;

namespace Sige.Cli.CommandLine;

/// <summary>The options that say which Stable Diffusion model paints, what, and in which steps.</summary>
internal sealed class StableDiffusionArguments
{
    private static readonly (string Name, SamplerKind Value)[] Samplers =
    [
        ("ddim", SamplerKind.Ddim),
        ("plms", SamplerKind.Plms),
        ("dpm++2m", SamplerKind.DpmSolverPlusPlus),
        ("euler", SamplerKind.Euler),
        ("euler-a", SamplerKind.EulerAncestral),
        ("lcm", SamplerKind.Lcm),
    ];

    private readonly Option<string> _weights = new("--weights") { Description = "Folder of a diffusers model, or a single file (.safetensors, .ckpt)", HelpName = "DIR|FILE", Required = true };
    private readonly Option<string?> _vae = new("--vae") { Description = "Another autoencoder: a file, or a folder with its configuration", HelpName = "FILE|DIR" };
    private readonly Option<string?> _tokenizer = new("--tokenizer") { Description = "Folder with vocab.json and merges.txt; default: the model's own", HelpName = "DIR" };

    private readonly Option<string[]> _lora = new("--lora")
    {
        Description = "Low-rank update to merge into the weights, with a scale behind a colon; several add up",
        HelpName = "FILE[:SCALE]",
        DefaultValueFactory = _ => [],
    };

    private readonly TextOption _prompt = new("--prompt") { Description = "What is to be seen; (word:1.2) weights words", HelpName = "TEXT", Required = true };
    private readonly TextOption _negative = new("--negative") { Description = "What is to be kept away from", HelpName = "TEXT", DefaultValueFactory = _ => "" };
    private readonly Option<SamplerKind?> _sampler = NamedValue.Option("--sampler", "Sampler; default: the model's own", Samplers);
    private readonly Option<bool> _karras = new("--karras") { Description = "Space noise levels as Karras et al.: for dpm++2m and the Euler samplers" };
    private readonly Option<int?> _steps = NamedValue.Number("--steps", "Steps of the whole diffusion; with a strength below 1 fewer are run; default: 20, lcm 4", 1, 1000);
    private readonly Option<double?> _scale = NamedValue.Number(
        "--scale", "Guidance: how far to go beyond what is predicted without the prompt; 1 halves the work; default: 7.5, lcm 1", 1.0, 100);

    private readonly Option<ulong> _seed = NamedValue.Number("--seed", "Seed of all noise, as for torch.manual_seed", 0UL, ulong.MaxValue, usual: 0UL);
    private readonly Option<int> _clipSkip = NamedValue.Number("--clip-skip", "At which of the text encoder's last layers to stop: 1 is the last", 1, 12, usual: 1);

    /// <summary>Adds the options to a command.</summary>
    public StableDiffusionArguments(Command command)
    {
        foreach (Option option in (ReadOnlySpan<Option>)[_weights, _prompt, _negative, _steps, _scale, _seed, _sampler, _karras, _lora, _vae, _tokenizer, _clipSkip])
            command.Add(option);
        command.AddCheck(CheckUpdates);
        command.AddCheck(CheckTokenizer);
    }

    /// <summary>Spelling of a sampler, as <c>--sampler</c> takes it.</summary>
    public static string NameOf(SamplerKind kind) => Samplers.FirstOrDefault(sampler => sampler.Value == kind).Name ?? kind.ToString().ToLowerInvariant();

    /// <summary>The files that are read.</summary>
    public IReadOnlyList<string?> Inputs(ParseResult arguments) =>
        [arguments.GetValue(_weights), arguments.GetValue(_vae), .. (arguments.GetValue(_lora) ?? []).Select(text => ParseUpdate(text).Path)];

    /// <summary>Opens the model and checks every tensor of it.</summary>
    /// <exception cref="WeightFormatException">A file is missing, damaged or another network.</exception>
    public StableDiffusionModel Open(ParseResult arguments) => StableDiffusionModel.Open(arguments.GetRequiredValue(_weights), new StableDiffusionOptions
    {
        AutoencoderPath = arguments.GetValue(_vae),
        TokenizerPath = arguments.GetValue(_tokenizer),
        LowRankUpdates = [.. (arguments.GetValue(_lora) ?? []).Select(ParseUpdate)],
    });

    /// <summary>What there is to paint, and how.</summary>
    /// <param name="arguments">What was typed.</param>
    /// <param name="engine">The options of the device.</param>
    public LatentEditOptions Read(ParseResult arguments, EngineArguments engine)
    {
        SamplerKind? sampler = arguments.GetValue(_sampler);
        var usual = new LatentEditOptions();
        SessionSettings session = engine.Session(arguments);
        return usual with
        {
            Prompt = arguments.GetRequiredValue(_prompt),
            NegativePrompt = arguments.GetValue(_negative) ?? "",
            Sampler = sampler,
            KarrasSigmas = arguments.GetValue(_karras) ? true : null,
            Steps = arguments.GetValue(_steps) ?? (sampler == SamplerKind.Lcm ? 4 : usual.Steps),
            GuidanceScale = arguments.GetValue(_scale) ?? (sampler == SamplerKind.Lcm ? 1 : usual.GuidanceScale),
            Seed = arguments.GetValue(_seed),
            SkippedTextLayers = arguments.GetValue(_clipSkip) - 1,
            ActivePolicy = session.Policy,
            ComputePrecision = session.Precision ?? usual.ComputePrecision,
            WeightPrecision = session.Weights ?? usual.WeightPrecision,
            Engine = engine.Engine(arguments),
        };
    }

    /// <summary>A file, and behind its last colon a scale; without one all of it is the file.</summary>
    private static (string Path, float Scale) ParseUpdate(string text)
    {
        int colon = text.LastIndexOf(':');
        return colon > 0 && float.TryParse(text.AsSpan(colon + 1), NumberStyles.Float, CultureInfo.InvariantCulture, out float scale)
            ? (text[..colon], scale)
            : (text, 1);
    }

    private void CheckUpdates(CommandResult result)
    {
        foreach ((string path, float share) in (result.GetValue(_lora) ?? []).Select(ParseUpdate))
        {
            if (!float.IsFinite(share))
                result.AddError(FormattableString.Invariant($"--lora is expected to have a finite scale behind the colon, found '{path}:{share}'."));
        }
    }

    /// <summary>Refuses a single file without a tokenizer, before minutes go by over its networks.</summary>
    private void CheckTokenizer(CommandResult result)
    {
        if (File.Exists(result.GetValue(_weights)) && result.GetValue(_tokenizer) is null)
            result.AddError("--tokenizer is needed: a single file has no tokenizer; name a folder with vocab.json and merges.txt.");
    }
}
