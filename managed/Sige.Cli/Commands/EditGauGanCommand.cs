using System.CommandLine;
using System.CommandLine.Parsing;
using Sige.Cli.CommandLine;
using Sige.Cli.Output;
using Sige.Cli.Painting;
using Sige.Models;
using Sige.Weights;

namespace Sige.Cli.Commands;

/// <summary><c>sige edit gaugan</c>: paints a label map, then an edit of it incrementally.</summary>
internal sealed class EditGauGanCommand : SigeCommand
{
    private readonly Option<string> _weights = Required("--weights", "GauGAN or GAN Compression generator: PyTorch checkpoint or safetensors");
    private readonly Option<string> _labels = Required("--labels", "Original label map: 8-bit PNG of class ids, grey or palette");
    private readonly Option<string> _editedLabels = Required("--edited-labels", "Edited label map, of the same size");
    private readonly Option<string?> _instances = Optional("--instances", "Original instance map: 8- or 16-bit grey PNG; default: edges between classes");
    private readonly Option<string?> _editedInstances = Optional("--edited-instances", "Edited instance map");
    private readonly Option<string> _out = Required("--out", "Picture to write: .png, .jpg or .webp");
    private readonly Option<bool> _compareDense = new("--compare-dense") { Description = "Also paint the edit densely; compare time and picture" };
    private readonly Option<bool> _report = new("--report") { Description = "Show each layer: algorithm and why, MACs, pixels, time" };
    private readonly Option<bool> _json = new("--json") { Description = "Write the result as JSON, alone on standard output" };
    private readonly EngineOptions _engine;
    private readonly Terminal _terminal;
    private readonly CancellationToken _cancellationToken;

    /// <summary>Makes the command.</summary>
    public EditGauGanCommand(Terminal terminal, CancellationToken cancellationToken)
        : base("gaugan", "Paint a label map with GauGAN or GAN Compression, then an edit of it incrementally.")
    {
        _terminal = terminal;
        _cancellationToken = cancellationToken;
        foreach (Option option in (ReadOnlySpan<Option>)[_weights, _labels, _editedLabels, _instances, _editedInstances, _out, _compareDense, _report, _json])
            Add(option);
        _engine = new EngineOptions(this);
        Validators.Add(CheckInstances);
        SetAction(Run);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<CommandExample> Examples =>
    [
        new("sige edit gaugan --weights gaugan.pth --labels street.png --edited-labels street2.png --out edit.png", "Paint the edit; edges come from the label maps"),
        new(
            "sige edit gaugan --weights gaugan.pth --labels a.png --edited-labels b.png --instances ai.png --edited-instances bi.png --out b.jpg --compare-dense --report",
            "With instance maps, a dense run to compare with, and a report of each layer"),
        new("sige edit gaugan --weights gc.safetensors --labels a.png --edited-labels b.png --out b.png --json > result.json", "Figures for a program"),
    ];

    private int Run(ParseResult arguments)
    {
        string output = arguments.GetRequiredValue(_out);
        OutputFile.CheckPicture(output);
        Scene original = Scene.Load(arguments.GetRequiredValue(_labels), arguments.GetValue(_instances));
        Scene edited = Scene.Load(arguments.GetRequiredValue(_editedLabels), arguments.GetValue(_editedInstances));
        original.CheckSameSize(edited);
        if (arguments.GetValue(_instances) is null)
            _terminal.Say("no instance maps are given, so edges are taken from the label maps: touching objects of one class have none");

        EditResult result = Paint(arguments, original, edited);
        OutputFile.Save(result.Edit.ToImage(edited), output);
        bool withSteps = arguments.GetValue(_report);
        if (arguments.GetValue(_json))
            JsonOutput.Write(_terminal.OutputWriter, EditSummary.Of(result, output, withSteps));
        else
            EditText.Write(_terminal, result, output, withSteps, arguments.IsVerbose());
        return ExitCode.Success;
    }

    private EditResult Paint(ParseResult arguments, Scene original, Scene edited)
    {
        using WeightCollection weights = WeightFile.Open(arguments.GetRequiredValue(_weights));
        SpadeGenerator generator = SpadeGenerator.Load(weights);
        original.CheckFits(generator);
        edited.CheckFits(generator);
        return _terminal.Follow(board =>
        {
            using var painter = new Painter(generator, original, _engine.Queue(arguments), _engine.Policy(arguments), _cancellationToken);
            PaintedPicture recorded = painter.Record(original, board.Add("Original, dense"), _cancellationToken);
            PaintedPicture edit = painter.Edit(edited, board.Add("Edit, incremental"), _cancellationToken);
            PaintedPicture? dense = arguments.GetValue(_compareDense)
                ? painter.Record(edited, board.Add("Edit, dense, to compare"), _cancellationToken)
                : null;
            return new EditResult(generator.GetType().Name, painter.Queue, painter.Policy, recorded, edit, dense);
        });
    }

    private void CheckInstances(CommandResult result)
    {
        if ((result.GetResult(_instances) is null) != (result.GetResult(_editedInstances) is null))
            result.AddError("--instances and --edited-instances go together: give both or none.");
    }

    private static Option<string> Required(string name, string description) =>
        new(name) { Description = description, HelpName = "FILE", Required = true };

    private static Option<string?> Optional(string name, string description) => new(name) { Description = description, HelpName = "FILE" };
}
