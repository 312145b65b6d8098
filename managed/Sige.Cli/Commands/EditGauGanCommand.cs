using System.CommandLine;
using System.CommandLine.Parsing;
using Sige.Cli.CommandLine;
using Sige.Cli.Files;
using Sige.Cli.Output;
using Sige.Cli.Pages;
using Sige.Cli.Painting;
using Sige.Devices;
using Sige.Models;
using Sige.Weights;

namespace Sige.Cli.Commands;

/// <summary><c>sige edit gaugan</c>: paints a label map, then an edit of it incrementally.</summary>
internal sealed class EditGauGanCommand : SigeCommand
{
    private readonly Option<string> _weights = Required("--weights", "GauGAN or GAN Compression generator: PyTorch checkpoint or safetensors");
    private readonly Option<string?> _section = SectionOption.Create("The section of the checkpoint that holds the generator", "the one that does, averaged weights first");
    private readonly Option<string> _labels = Required("--labels", "Original label map: PNG of class ids, grey or palette, 1 to 8 bits");
    private readonly Option<string> _editedLabels = Required("--edited-labels", "Edited label map, of the same size");
    private readonly Option<string?> _instances = Optional("--instances", "Original instance map: PNG of instance ids, grey (1 to 16 bits) or palette; default: edges between classes");
    private readonly Option<string?> _editedInstances = Optional("--edited-instances", "Edited instance map");
    private readonly Option<string> _out = Required("--out", "Picture to write: .png, .jpg or .webp");
    private readonly Option<bool> _compareDense = new("--compare-dense") { Description = "Also paint the edit densely; compare time and picture" };
    private readonly Option<bool> _json = new("--json") { Description = "Write the result as JSON, alone on standard output" };
    private readonly SpadeArguments _network;
    private readonly ReportArguments _report;
    private readonly EngineArguments _engine;
    private readonly Terminal _terminal;
    private readonly CancellationToken _cancellationToken;

    /// <summary>Makes the command.</summary>
    public EditGauGanCommand(Terminal terminal, CancellationToken cancellationToken)
        : base("gaugan", "Paint a label map with GauGAN or GAN Compression, then an edit of it incrementally.")
    {
        _terminal = terminal;
        _cancellationToken = cancellationToken;
        foreach (Option option in (ReadOnlySpan<Option>)[_weights, _section, _labels, _editedLabels, _instances, _editedInstances, _out])
            Add(option);
        _network = new SpadeArguments(this);
        Add(_compareDense);
        _report = new ReportArguments(this, "Show each layer: its form and the others with their costs or refusals, MACs, pixels, time; in another precision than fp32 the edit also runs in fp32, to tell the PSNR");
        Add(_json);
        _engine = new EngineArguments(this, terminal);
        this.AddCheck(CheckInstances);
        SetAction(Run);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<CommandExample> Examples =>
    [
        new("sige edit gaugan --weights gaugan.pth --labels street.png --edited-labels street2.png --out edit.png", "Paint the edit; edges come from the label maps"),
        new(
            "sige edit gaugan --weights gaugan.pth --labels a.png --edited-labels b.png --instances ai.png --edited-instances bi.png --out b.jpg --compare-dense --report",
            "With instance maps, a dense run to compare with, and a report of each layer"),
        new("sige edit gaugan --weights gaugan.pth --labels a.png --edited-labels b.png --out b2.png --compare-dense --report b2.html", "The same figures with all pictures as a page for a browser"),
        new("sige edit gaugan --weights ade20k.pth --labels a.png --edited-labels b.png --out b.png --dataset ade20k", "A generator trained on ADE20K: no instance edges, layout normal, 255 is class 150"),
        new("sige edit gaugan --weights g.pth --labels a.png --edited-labels b.png --out b.png --no-instance --layout normal --unknown-label 20", "A generator of your own with 20 classes and one for unknown"),
        new("sige edit gaugan --weights gc.safetensors --labels a.png --edited-labels b.png --out b.png --json > result.json", "Figures for a program"),
    ];

    /// <summary>The options that name files to read.</summary>
    private IEnumerable<Option<string?>> Inputs => [_weights!, _labels!, _editedLabels!, _instances, _editedInstances];

    private int Run(ParseResult arguments)
    {
        string output = arguments.GetRequiredValue(_out);
        string?[] inputs = [.. Inputs.Select(arguments.GetValue)];
        OutputFile.CheckPicture(output, inputs);
        _report.Check(arguments, inputs);
        Scene original = Scene.Load(arguments.GetRequiredValue(_labels), arguments.GetValue(_instances));
        Scene edited = Scene.Load(arguments.GetRequiredValue(_editedLabels), arguments.GetValue(_editedInstances));
        original.CheckSameSize(edited);
        EditResult result = Paint(arguments, original, edited);
        OutputFile.Save(result.Edit.ToImage(edited), output);
        if (_report.Page(arguments) is { } page)
            PageFile.Save(GauGanAccount.Of(arguments, result, output), page);
        if (arguments.GetValue(_json))
            JsonOutput.Write(_terminal.OutputWriter, EditSummary.Of(result, output, _report.Page(arguments), _report.IsGiven(arguments)));
        else
            EditText.Write(_terminal, result, (output, _report.Page(arguments)), _report.ShowsTables(arguments), arguments.IsVerbose());
        return ExitCode.Success;
    }

    private EditResult Paint(ParseResult arguments, Scene original, Scene edited)
    {
        using WeightCollection weights = WeightFile.Open(arguments.GetRequiredValue(_weights));
        SpadeGenerator generator = SpadeGenerator.Load(weights, _network.Read(arguments) with { Section = arguments.GetValue(_section) });
        original = original.For(generator);
        edited = edited.For(generator);
        SayWhereEdgesComeFrom(generator, arguments.GetValue(_instances));
        EngineOptions engine = _engine.Engine(arguments);
        SessionSettings settings = _engine.Session(arguments);
        return _terminal.Follow(board =>
        {
            using var painter = new Painter(generator, original, engine, settings, _cancellationToken);
            PaintedPicture recorded = painter.Record(original, board.Add("Original, dense"), _cancellationToken);
            PaintedPicture edit = painter.Edit(edited, board.Add("Edit, incremental"), _cancellationToken);
            IReadOnlyList<ActiveMask> masks = painter.ReadMasks(edit);
            PaintedPicture? dense = arguments.GetValue(_compareDense)
                ? painter.Record(edited, board.Add("Edit, dense, to compare"), _cancellationToken)
                : null;
            PrecisionSummary summary = _report.IsGiven(arguments) && painter.Precision != ComputePrecision.Float32
                ? PrecisionSummary.Of(painter.Precision, [(edit.Values, PaintInFloat32(generator, original, edited, painter.Engine, settings, board))])
                : PrecisionSummary.Of(painter.Precision);
            return new EditResult(
                generator.GetType().Name, generator.WeightSection, SpadeArguments.Describe(generator), painter.Engine, painter.Policy, edited.Size, recorded, edit, dense, summary)
            { Labels = (LabelPicture.Of(generator, original), LabelPicture.Of(generator, edited)), Masks = masks };
        });
    }

    private float[] PaintInFloat32(
        SpadeGenerator generator, Scene original, Scene edited, EngineOptions engine, SessionSettings settings, ProgressBoard board)
    {
        using var painter = new Painter(generator, original, engine, settings with { Precision = ComputePrecision.Float32 }, _cancellationToken);
        painter.Record(original, board.Add("Original in fp32, to compare"), _cancellationToken);
        return painter.Edit(edited, board.Add("Edit in fp32, to compare"), _cancellationToken).Values;
    }

    private void SayWhereEdgesComeFrom(SpadeGenerator generator, string? instances)
    {
        if (instances is not null && !generator.HasEdges)
            throw new CommandException($"{instances}: an instance map is given, but this network reads none ({generator.LabelCount} classes and no instance edges); leave it out, or give --no-instance false if it does.");
        if (instances is null && generator.HasEdges)
            _terminal.Say("no instance maps are given, so edges are taken from the label maps: touching objects of one class have none");
    }

    private void CheckInstances(CommandResult result)
    {
        if (_network.HasNoInstances(result) && (result.GetResult(_instances) ?? result.GetResult(_editedInstances)) is not null)
            result.AddError("--no-instance says that the network reads no instance maps, but --instances gives some: leave one out.");
        if ((result.GetResult(_instances) is null) != (result.GetResult(_editedInstances) is null))
            result.AddError("--instances and --edited-instances go together: give both or none.");
    }

    private static Option<string> Required(string name, string description) =>
        new(name) { Description = description, HelpName = "FILE", Required = true };

    private static Option<string?> Optional(string name, string description) => new(name) { Description = description, HelpName = "FILE" };
}
