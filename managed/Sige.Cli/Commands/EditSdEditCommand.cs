using System.CommandLine;
using System.CommandLine.Parsing;
using Sige.Cli.CommandLine;
using Sige.Cli.Denoising;
using Sige.Cli.Files;
using Sige.Cli.Output;
using Sige.Cli.Pages;
using Sige.Diffusion;
using Sige.Models;
using Sige.Weights;

namespace Sige.Cli.Commands;

/// <summary><c>sige edit sdedit</c>: records a picture with a diffusion network, then denoises edits of it incrementally.</summary>
internal sealed class EditSdEditCommand : SigeCommand
{
    private readonly Option<UNetKind?> _model = NamedValue.Option("--model", "Kind of network; default: what the configuration or the weights say", DiffusionNetworks.Kinds);
    private readonly Option<string> _weights = new("--weights") { Description = "Weights: PyTorch checkpoint, Flax msgpack checkpoint or safetensors; or the folder of a diffusers model", HelpName = "FILE|DIR", Required = true };

    private readonly Option<string?> _section = SectionOption.Create("The section of the checkpoint that holds the network", "the one that does, averaged weights first");

    private readonly Option<string?> _config = new("--config")
    {
        Description = $"Sizes of the network: {string.Join(", ", UNetConfiguration.BuiltInNames)}, or a JSON file; default: the JSON file beside the weights, or the one that fits them",
        HelpName = "NAME|FILE",
    };

    private readonly Option<string> _original = new("--original") { Description = "Picture to record, of the network's size, opaque", HelpName = "FILE", Required = true };

    private readonly Option<string[]> _edited = new("--edited")
    {
        Description = "Edited picture: strokes or pasted patches on the original; several are denoised in order in one session, each against the original",
        HelpName = "FILE",
        AllowMultipleArgumentsPerToken = true,
        DefaultValueFactory = _ => [],
    };

    private readonly Option<string[]> _masks = new("--mask")
    {
        Description = "Picture that is white where the edit is; as many as edited pictures, in the same order; default: where an edited picture differs from the original",
        HelpName = "FILE",
        AllowMultipleArgumentsPerToken = true,
        DefaultValueFactory = _ => [],
    };

    private readonly Option<string?> _out = new("--out") { Description = "Picture to write: .png, .jpg or .webp; with several edits o.png stands for o-1.png, o-2.png, ...", HelpName = "FILE" };
    private readonly Option<bool> _commit = new("--commit") { Description = "With several edits: make each result the original of the next" };
    private readonly Option<bool> _compareDense = new("--compare-dense") { Description = "Also denoise each edit by dense steps; compare time and picture" };
    private readonly Option<bool> _json = new("--json") { Description = "Write the result as JSON, alone on standard output" };
    private readonly Option<bool> _dryRun = new("--dry-run") { Description = "Run nothing: show the bytes, MACs and time that the session would take; --edited and --out may be left out" };
    private readonly SdEditArguments _session;
    private readonly ReportArguments _report;
    private readonly EngineArguments _engine;
    private readonly Terminal _terminal;
    private readonly CancellationToken _cancellationToken;

    /// <summary>Makes the command.</summary>
    public EditSdEditCommand(Terminal terminal, CancellationToken cancellationToken)
        : base("sdedit", "Make edits of a picture look real with a diffusion network: each denoising step runs only where the edit reaches.")
    {
        _terminal = terminal;
        _cancellationToken = cancellationToken;
        foreach (Option option in (ReadOnlySpan<Option>)[_model, _weights, _section, _config, _original, _edited, _masks, _out])
            Add(option);
        _session = new SdEditArguments(this);
        Add(_commit);
        Add(_compareDense);
        _report = new ReportArguments(this, "Show each step: sparse, dense or recomputed and why, MACs, time; the cache; and each layer of the first sparse step: its form and the others with their costs or refusals; in another precision than fp32 the edits also run in fp32, to tell the PSNR");
        Add(_json);
        Add(_dryRun);
        _engine = new EngineArguments(this, terminal);
        this.AddCheck(CheckEdits);
        SetAction(Run);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<CommandExample> Examples =>
    [
        new("sige edit sdedit --model ddpm --weights church.pth --original a.png --edited b.png --out edit.png", "Ten DPM-Solver++ steps, sparse where b.png differs from a.png"),
        new("sige edit sdedit --weights church.pth --original a.png --edited b.png --edited c.png --out o.png --compare-dense --report", "Two edits in one session, into o-1.png and o-2.png"),
        new("sige edit sdedit --weights church.pth --original a.png --edited b.png --out o.png --compare-dense --report o.html", "Pictures, masks, layers and figures as a page for a browser"),
        new("sige edit sdedit --model pd --weights church.msgpack --original a.png --edited b.png --out o.png --seed 7 --json > o.json", "Five steps of progressive distillation; figures for a program"),
        new("sige edit sdedit --weights church.pth --original a.png --edited b.png --out o.png --cache-budget 1GB --spill /var/tmp", "What passes 1 GB goes to a file"),
        new("sige edit sdedit --weights church.pth --original a.png --edited b.jpg --out o.png --edit-threshold 12", "An edit saved with loss: what differs by up to 12 of 255 stays as it was"),
        new("sige edit sdedit --weights church.pth --original a.png --region 64,96,80,64 --dry-run", "What a session for that part of the picture would take"),
    ];

    private int Run(ParseResult arguments)
    {
        bool dryRun = arguments.GetValue(_dryRun);
        string[] edited = arguments.GetValue(_edited) ?? [];
        IReadOnlyList<string> outputs = dryRun ? edited : OutputFile.Number(arguments.GetRequiredValue(_out)!, edited.Length);
        string?[] inputs = [.. edited, .. arguments.GetValue(_masks) ?? [], arguments.GetValue(_original), arguments.GetValue(_weights), arguments.GetValue(_config)];
        foreach (string output in dryRun ? [] : outputs)
            OutputFile.CheckPicture(output, inputs);
        _report.Check(arguments, inputs);
        using WeightCollection weights = WeightFile.Open(ModelFolder.FindWeights(arguments.GetRequiredValue(_weights)));
        DiffusionUNet network = DiffusionNetworks.Load(weights, arguments.GetValue(_config), arguments.GetValue(_model), arguments.GetValue(_section));
        SdEditOptions options = _session.Read(arguments, network, _engine);
        SdEditPicture original = SdEditPicture.Load(arguments.GetRequiredValue(_original), network.PictureSize);
        var job = new SdEditJob(
            network,
            options,
            original,
            [.. LoadEdits(edited, arguments.GetValue(_masks) ?? [], network.PictureSize).Zip(outputs)],
            arguments.GetValue(_compareDense),
            _report.IsGiven(arguments),
            arguments.GetValue(_commit));
        job.Check();
        if (dryRun)
            WriteForecast(arguments, SdEditForecast.Of(job, _cancellationToken));
        else
            WriteResult(arguments, _terminal.Follow(board => job.Run(board, _cancellationToken)));
        return ExitCode.Success;
    }

    private static IEnumerable<SdEditPicture> LoadEdits(string[] edited, string[] masks, int size)
    {
        for (int i = 0; i < edited.Length; i++)
        {
            SdEditPicture picture = SdEditPicture.Load(edited[i], size);
            yield return masks.Length == 0 ? picture : picture.WithMask(masks[i]);
        }
    }

    private void WriteResult(ParseResult arguments, SdEditResult result)
    {
        string? page = _report.Page(arguments);
        if (page is not null)
            PageFile.Save(SdEditAccount.Of(arguments, result), page);
        if (arguments.GetValue(_json))
            JsonOutput.Write(_terminal.OutputWriter, SdEditSummary.Of(result, page, _report.IsGiven(arguments)));
        else
            SdEditText.Write(_terminal, result, page, _report.ShowsTables(arguments), arguments.IsVerbose());
    }

    private void WriteForecast(ParseResult arguments, SdEditForecast forecast)
    {
        if (arguments.GetValue(_json))
            JsonOutput.Write(_terminal.OutputWriter, forecast);
        else
            ForecastText.Write(_terminal, forecast);
    }

    private void CheckEdits(CommandResult result)
    {
        int masks = result.GetValue(_masks)?.Length ?? 0;
        int edits = result.GetValue(_edited)?.Length ?? 0;
        if (masks > 0 && masks != edits)
            result.AddError($"--mask is expected as often as --edited, {edits} times, found {masks}.");
        if (result.GetValue(_dryRun))
        {
            _report.RefusePage(result);
            return;
        }

        if (result.GetResult(_edited) is not { Tokens.Count: > 0 })
            result.AddError("--edited is needed: at least one edited picture, or --dry-run.");
        if (result.GetResult(_out) is not { Tokens.Count: > 0 })
            result.AddError("--out is needed: the picture to write, or --dry-run.");
    }
}
