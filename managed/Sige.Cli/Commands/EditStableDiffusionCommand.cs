using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Sige.Cli.CommandLine;
using Sige.Cli.Denoising;
using Sige.Cli.Files;
using Sige.Cli.Output;
using Sige.Cli.Pages;
using Sige.Diffusion;
using Sige.Imaging;
using Sige.Models;

namespace Sige.Cli.Commands;

/// <summary><c>sige edit sd</c>: records a picture with Stable Diffusion, then paints a mask anew or makes strokes real, incrementally.</summary>
internal sealed class EditStableDiffusionCommand : SigeCommand
{
    private readonly Option<string> _image = new("--image") { Description = "Picture to record, opaque", HelpName = "FILE", Required = true };
    private readonly Option<string?> _mask = new("--mask") { Description = "Picture of the same size that is white where to paint anew; with --edited, where that is edited", HelpName = "FILE" };

    private readonly Option<string[]> _edited = new("--edited")
    {
        Description = "Edited picture, whose strokes or patches are made real; several are done in order in one session, each against the picture",
        HelpName = "FILE",
        AllowMultipleArgumentsPerToken = true,
        DefaultValueFactory = _ => [],
    };

    private readonly Option<int> _count = NamedValue.Number("--count", "With --mask alone: how many proposals to paint, each from the next seed", 1, 1000, usual: 1);
    private readonly Option<string?> _out = new("--out") { Description = "Picture to write: .png, .jpg or .webp; with several results o.png stands for o-1.png, o-2.png, ...", HelpName = "FILE" };

    private readonly Option<double?> _strength = NamedValue.OptionOf<double>(
        "--strength", "How much noise the edit is taken to: low keeps what is there, 1 nothing; default: 1 with --mask alone, 0.75 with --edited", "N", "a number above 0 and at most 1",
        text => double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double value) && value is > 0 and <= 1 ? value : null);

    private readonly Option<int> _feather = NamedValue.Number("--feather", "Pixels over which the edit fades into the picture, 0 to 40", 0, LatentEditOptions.LargestFeather, new LatentEditOptions().Feather);
    private readonly Option<double> _threshold = NamedValue.Number(
        "--edit-threshold", "How far any channel of a pixel must differ from the picture, of 255, for the pixel to count as edited; raise it for files saved with loss", 0.0, 254, usual: 0);

    private readonly Option<PictureFit?> _fit = NamedValue.Option(
        "--fit", "What to do with a picture whose sides are no multiples of 8: paint in its middle, or repeat its edge meanwhile; default: refuse it", ("crop", PictureFit.Crop), ("pad", PictureFit.Pad));

    private readonly Option<bool> _compareDense = new("--compare-dense") { Description = "Also run each edit whole; compare time and picture" };
    private readonly Option<bool> _json = new("--json") { Description = "Write the result as JSON, alone on standard output" };
    private readonly Option<bool> _dryRun = new("--dry-run") { Description = "Run nothing: show the bytes, MACs and time that the session would take; --out may be left out" };
    private readonly StableDiffusionArguments _model;
    private readonly CacheArguments _cache;
    private readonly ReportArguments _report;
    private readonly EngineArguments _engine;
    private readonly Terminal _terminal;
    private readonly CancellationToken _cancellationToken;

    /// <summary>Makes the command.</summary>
    public EditStableDiffusionCommand(Terminal terminal, CancellationToken cancellationToken)
        : base("sd", "Paint a part of a picture anew with Stable Diffusion, or make rough strokes look real: each network runs only where the edit reaches.")
    {
        _terminal = terminal;
        _cancellationToken = cancellationToken;
        _model = new StableDiffusionArguments(this);
        foreach (Option option in (ReadOnlySpan<Option>)[_image, _mask, _edited, _count, _out, _strength, _feather, _fit, _threshold])
            Add(option);
        _cache = new CacheArguments(this);
        Add(_compareDense);
        _report = new ReportArguments(this, "Show each step: sparse, dense or recomputed and why, MACs, time; the cache; and each layer of the first sparse step: its form and the others with their costs or refusals");
        Add(_json);
        Add(_dryRun);
        _engine = new EngineArguments(this, terminal);
        this.AddCheck(CheckEdits);
        SetAction(Run);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<CommandExample> Examples =>
    [
        new("sige edit sd --weights stable-diffusion-v1-5 --prompt \"a red door\" --image a.png --mask m.png --out o.png", "Paint anew where m.png is white"),
        new("sige edit sd --weights sd15.safetensors --tokenizer tokenizer --prompt \"a red door\" --image a.png --mask m.png --count 4 --out o.png", "Four proposals, o-1.png to o-4.png, recorded once"),
        new("sige edit sd --weights sd15 --prompt \"a castle\" --image a.png --edited b.png --strength 0.6 --out o.png --compare-dense --report o.html", "Make strokes real; tell it as a page"),
        new("sige edit sd --weights sd15 --prompt \"(snow:1.3), hills\" --negative blurry --lora style.safetensors:0.8 --sampler euler-a --image a.jpg --fit pad --mask m.png --out o.png", "Weighted words, a LoRA, another sampler, a picture of any size"),
        new("sige edit sd --weights sd15 --prompt \"\" --image a.png --mask m.png --dry-run", "What it would take"),
    ];

    private int Run(ParseResult arguments)
    {
        bool dryRun = arguments.GetValue(_dryRun);
        string?[] inputs = [.. arguments.GetValue(_edited) ?? [], arguments.GetValue(_image), arguments.GetValue(_mask), .. _model.Inputs(arguments)];
        IReadOnlyList<string> outputs = Outputs(arguments, dryRun);
        foreach (string output in dryRun ? [] : outputs)
            OutputFile.CheckPicture(output, inputs);
        _report.Check(arguments, inputs);
        using StableDiffusionModel model = _model.Open(arguments);
        LatentJob job = ReadJob(arguments, model, outputs);
        try
        {
            job.Predict();
        }
        catch (ArgumentException fault)
        {
            throw new CommandException(SdEditArguments.FirstLine(fault.Message), ExitCode.Usage);
        }

        job.CheckEdits();
        if (dryRun)
            WriteForecast(arguments, LatentForecast.Of(job, _cancellationToken));
        else
            WriteResult(arguments, _terminal.Follow(board => job.Run(board, _cancellationToken)));
        return ExitCode.Success;
    }

    private IReadOnlyList<string> Outputs(ParseResult arguments, bool dryRun)
    {
        int count = arguments.GetValue(_edited) is { Length: > 0 } edited ? edited.Length : arguments.GetValue(_count);
        return OutputFile.Number(dryRun ? arguments.GetValue(_out) ?? "" : arguments.GetRequiredValue(_out)!, count);
    }

    private LatentJob ReadJob(ParseResult arguments, StableDiffusionModel model, IReadOnlyList<string> outputs)
    {
        string image = arguments.GetRequiredValue(_image);
        RgbImage source = RgbImage.LoadOpaque(image);
        LatentPicture frame = LatentPicture.Of(image, source, model.Autoencoder.Configuration.Downscale, arguments.GetValue(_fit));
        byte[]? mask = arguments.GetValue(_mask) is { } file ? frame.LoadMask(file) : null;
        string[] edited = arguments.GetValue(_edited) ?? [];
        LatentEditOptions options = _model.Read(arguments, _engine) with
        {
            Strength = arguments.GetValue(_strength),
            Feather = arguments.GetValue(_feather),
            EditThreshold = arguments.GetValue(_threshold),
            CachePrecision = _cache.Precision(arguments),
            BudgetBytes = _cache.Budget(arguments),
            SpillDirectory = _cache.SpillDirectory(arguments),
            Region = _cache.Region(arguments, frame.Size),
        };
        LatentEdit[] edits = edited.Length == 0
            ? [.. outputs.Select((output, i) => new LatentEdit(arguments.GetValue(_mask)!, null, null, options.Seed + (ulong)i, output))]
            : [.. edited.Zip(outputs, (path, output) => new LatentEdit(path, frame.Frame.Take(frame.Load(path)), mask, options.Seed, output))];
        return new LatentJob(model, options, frame, source, edited.Length == 0 ? mask : null, edits, arguments.GetValue(_compareDense));
    }

    private void WriteResult(ParseResult arguments, LatentResult result)
    {
        string? page = _report.Page(arguments);
        if (page is not null)
            PageFile.Save(LatentAccount.Of(arguments, result), page);
        if (arguments.GetValue(_json))
            JsonOutput.Write(_terminal.OutputWriter, LatentSummary.Of(result, page, _report.IsGiven(arguments)));
        else
            LatentText.Write(_terminal, result, page, _report.ShowsTables(arguments), arguments.IsVerbose());
    }

    private void WriteForecast(ParseResult arguments, LatentForecast forecast)
    {
        if (arguments.GetValue(_json))
            JsonOutput.Write(_terminal.OutputWriter, forecast);
        else
            LatentForecastText.Write(_terminal, forecast);
    }

    private void CheckEdits(CommandResult result)
    {
        bool hasEdits = result.GetResult(_edited) is { Tokens.Count: > 0 };
        if (!hasEdits && result.GetResult(_mask) is null)
            result.AddError("--mask or --edited is needed: what to paint anew, or an edited picture.");
        if (hasEdits && result.GetResult(_count) is { Implicit: false })
            result.AddError("--count is for --mask alone: each --edited gives one picture.");
        if (result.GetValue(_dryRun))
        {
            _report.RefusePage(result);
            return;
        }

        if (result.GetResult(_out) is not { Tokens.Count: > 0 })
            result.AddError("--out is needed: the picture to write, or --dry-run.");
    }
}
