using System.CommandLine;
using Sige.Cli.CommandLine;
using Sige.Cli.Files;
using Sige.Cli.Output;
using Sige.Models;
using Sige.Weights;

namespace Sige.Cli.Commands;

/// <summary><c>sige convert</c>: turns a weight file into safetensors.</summary>
internal sealed class ConvertCommand : SigeCommand
{
    private readonly Argument<string> _source = new("SOURCE") { Description = "PyTorch checkpoint (either format), Flax checkpoint or safetensors file, or the folder of a diffusers model" };

    private readonly Argument<string> _destination = new("DESTINATION") { Description = "safetensors file to write or replace" };

    private readonly Option<WeightFilePrecision?> _precision = NamedValue.Option(
        "--precision",
        "Type of the floating-point tensors; default: float32",
        ("float32", WeightFilePrecision.Float32),
        ("float16", WeightFilePrecision.Float16));

    private readonly Option<string?> _section = SectionOption.Create("The only section of the checkpoint to convert");

    private readonly Option<bool> _keepSpectralNorm = new("--keep-spectral-norm")
    {
        Description = "Keep the parts that spectral norm and weight norm store a weight in, such as weight_orig, instead of folding them into plain weights",
    };

    private readonly Option<bool> _keepBatchCounters = new("--keep-batch-counters")
    {
        Description = "Keep num_batches_tracked, which only training reads",
    };

    private readonly Terminal _terminal;
    private readonly CancellationToken _cancellationToken;

    /// <summary>Makes the command.</summary>
    public ConvertCommand(Terminal terminal, CancellationToken cancellationToken)
        : base("convert", "Convert a weight file to safetensors. Nothing in a checkpoint is ever executed.")
    {
        _terminal = terminal;
        _cancellationToken = cancellationToken;
        Add(_source);
        Add(_destination);
        Add(_precision);
        Add(_section);
        Add(_keepSpectralNorm);
        Add(_keepBatchCounters);
        SetAction(Run);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<CommandExample> Examples =>
    [
        new("sige convert latest_net_G.pth gaugan.safetensors --precision float16", "Half the size, each weight rounded to the nearest float16"),
        new("sige convert ddpm.pth ddpm.safetensors --section ema", "Only the averaged weights of a training checkpoint"),
    ];

    private int Run(ParseResult arguments)
    {
        string source = ModelFolder.FindWeights(arguments.GetRequiredValue(_source));
        string destination = arguments.GetRequiredValue(_destination);
        OutputFile.Check(destination, source);
        var options = new WeightConversionOptions
        {
            Precision = arguments.GetValue(_precision) ?? WeightFilePrecision.Float32,
            FoldNorms = !arguments.GetValue(_keepSpectralNorm),
            DropBatchCounters = !arguments.GetValue(_keepBatchCounters),
        };
        using WeightCollection file = WeightFile.Open(source);
        WeightCollection tensors = arguments.GetValue(_section) is { } section ? NetworkSection.Select(file, section) : file;
        WeightConversionResult result = _terminal.Follow(board =>
            WeightConverter.Convert(tensors, destination, options, board.Add("Converting"), _cancellationToken));
        _terminal.OutputWriter.WriteLine(
            $"{destination}: {result.TensorCount} tensors, {Figures.Bytes(result.FileSize)}, {options.Precision.ToString().ToLowerInvariant()}"
            + $"; {result.FoldedCount} norms folded, {result.DroppedCount} batch counters left out");
        if (result.Skipped.Count > 0)
            _terminal.Say(Notice(result.Skipped));
        return ExitCode.Success;
    }

    /// <summary>What is not in the new file, though it was asked for, is named.</summary>
    private static string Notice(IReadOnlyList<WeightInfo> skipped)
    {
        const int Shown = 8;
        IEnumerable<string> names = skipped.Take(Shown).Select(info => $"{Terminal.Printable(info.Name)} ({Terminal.Printable(info.TypeName)})");
        string more = skipped.Count > Shown ? $" and {skipped.Count - Shown} more" : "";
        return $"left out, because their types cannot be converted: {string.Join(", ", names)}{more}";
    }
}
