using System.CommandLine;
using Sige.Cli.CommandLine;
using Sige.Cli.Demonstration;
using Sige.Cli.Files;
using Sige.Cli.Output;
using Sige.Cli.Painting;
using Sige.Imaging;
using Sige.Models;
using Sige.Weights;
using Spectre.Console;

namespace Sige.Cli.Commands;

/// <summary><c>sige demo</c>: paints the shipped street scene and five edits of it.</summary>
internal sealed class DemoCommand : SigeCommand
{
    private const string DefaultFolder = "sige-demo";

    private readonly Option<string> _out = new("--out")
    {
        Description = "Folder for the pictures; made if it is not there",
        HelpName = "DIR",
        DefaultValueFactory = _ => DefaultFolder,
    };

    private readonly EngineArguments _engine;
    private readonly Terminal _terminal;
    private readonly CancellationToken _cancellationToken;

    /// <summary>Makes the command.</summary>
    public DemoCommand(Terminal terminal, CancellationToken cancellationToken)
        : base("demo", "Paint the shipped street scene, edit it five times, and compare with dense runs; then turn rough strokes into a house, a car and a tree by SDEdit.")
    {
        _terminal = terminal;
        _cancellationToken = cancellationToken;
        Add(_out);
        _engine = new EngineArguments(this, terminal);
        SetAction(Run);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<CommandExample> Examples =>
    [
        new("sige demo", $"Paint, print a table, and write the pictures into {DefaultFolder}"),
        new("sige demo --out pictures --threads 2 --policy tiles", "On two threads, with the 4x4 tiles of the paper"),
    ];

    private int Run(ParseResult arguments)
    {
        string folder = OutputFile.PrepareFolder(arguments.GetRequiredValue(_out), DemoPictures.Names);
        ShowStreet(arguments, folder);
        ShowDenoising(arguments, folder, DemoScenes.LoadPicture("original"));
        return ExitCode.Success;
    }

    /// <summary>The first page.</summary>
    private void ShowStreet(ParseResult arguments, string folder)
    {
        Scene original = DemoScenes.LoadOriginal();
        using Painter painter = Load(original, arguments);
        (PaintedPicture picture, IReadOnlyList<DemoEdit> edits) =
            _terminal.Follow(board => DemoRun.Paint(painter, original, board, _cancellationToken));
        IReadOnlyList<string> names = DemoPictures.Write(folder, (original, picture), edits, _cancellationToken);

        _terminal.Output.WriteLine($"A street of {original.Labels.Width}x{original.Labels.Height} pixels, painted by a GauGAN and edited five times, each against the original");
        _terminal.Output.Write(DemoTable.Create(edits.Select(edit => edit.Figures)));
        _terminal.Output.WriteLine(DemoTable.Describe("from the new label map to the picture's values", (DemoRun.DenseRuns, DemoRun.EditRuns), painter.Engine, painter.Policy));
        WriteNames(folder, names);
    }

    /// <summary>The second page.</summary>
    private void ShowDenoising(ParseResult arguments, string folder, RgbImage original)
    {
        DenoisingDemo demo = _terminal.Follow(
            board => DenoisingDemo.Run(original, _engine.Engine(arguments), _engine.Session(arguments), board, _cancellationToken));
        IReadOnlyList<string> names = DemoPictures.Write(folder, original, demo, _cancellationToken);

        _terminal.Output.WriteLine($"A street of {original.Width}x{original.Height} pixels with rough strokes on it, denoised by a DDPM network: SDEdit, sparse where the strokes reach");
        _terminal.Output.Write(DemoTable.Create(demo.Edits.Select(edit => edit.Figures)));
        _terminal.Output.WriteLine(DemoTable.Describe("from the edited picture to the denoised one", (DenoisingDemo.DenseRuns, DenoisingDemo.EditRuns), demo.Engine, demo.Policy));
        _terminal.Output.WriteLine(
            $"{SdEditText.Describe(demo.Sampler)}; recorded once in {Figures.Milliseconds(demo.OpenTime)} ms; cache {Figures.Bytes(demo.Cache.SlotBytes)} a step, {Figures.Bytes(demo.Cache.MemoryBytes)} in all.");
        WriteNames(folder, names);
    }

    private void WriteNames(string folder, IReadOnlyList<string> names)
    {
        _terminal.Output.WriteLine();
        _terminal.Output.WriteLine($"Pictures in {folder}: {string.Join(", ", names)}");
        _terminal.Output.WriteLine();
    }

    private Painter Load(Scene scene, ParseResult arguments)
    {
        using WeightCollection weights = WeightFile.Open(DemoScenes.WeightsPath);
        SpadeGenerator generator = SpadeGenerator.Load(weights, new SpadeGeneratorOptions { Dataset = SpadeDataset.Cityscapes });
        return new Painter(generator, scene, _engine.Engine(arguments), _engine.Session(arguments), _cancellationToken);
    }
}
