using System.CommandLine;
using Sige.Cli.CommandLine;
using Sige.Cli.Output;
using Sige.Models;
using Sige.Weights;
using Spectre.Console;

namespace Sige.Cli.Commands;

/// <summary><c>sige inspect</c>: lists what a weight file holds.</summary>
internal sealed class InspectCommand : SigeCommand
{
    private readonly Argument<string> _file = new("FILE") { Description = "PyTorch checkpoint (either format), Flax checkpoint or safetensors file, or the folder of a diffusers model" };

    private readonly Option<string?> _section = SectionOption.Create("The only section of the checkpoint to list");

    private readonly Option<bool> _json = new("--json") { Description = "Write the list as JSON, alone on standard output" };

    private readonly Terminal _terminal;

    /// <summary>Makes the command.</summary>
    public InspectCommand(Terminal terminal)
        : base("inspect", "List the tensors of a weight file (names, types, shapes) and the networks that it holds.")
    {
        _terminal = terminal;
        Add(_file);
        Add(_section);
        Add(_json);
        SetAction(Run);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<CommandExample> Examples =>
    [
        new("sige inspect latest_net_G.pth", "List the tensors"),
        new("sige inspect gaugan.safetensors --json", "The same for a program"),
        new("sige inspect gan.ckpt --section state_dict.netG", "Only the tensors of one section"),
    ];

    private int Run(ParseResult arguments)
    {
        using WeightCollection file = WeightFile.Open(ModelFolder.FindWeights(arguments.GetRequiredValue(_file)));
        WeightCollection weights = arguments.GetValue(_section) is { } section ? file.Select(section) : file;
        if (arguments.GetValue(_json))
            JsonOutput.Write(_terminal.OutputWriter, WeightSummary.Of(weights));
        else
            WriteTable(weights);
        return ExitCode.Success;
    }

    private void WriteTable(WeightCollection weights)
    {
        WeightSummary summary = WeightSummary.Of(weights);
        Table table = new Table().Border(TableBorder.Rounded);
        table.AddColumn("tensor").AddColumn("type").AddColumn("shape").AddColumn(new TableColumn("bytes").RightAligned());
        foreach (TensorSummary tensor in summary.Tensors)
        {
            table.AddRow(
                new Text(Terminal.Printable(tensor.Name)),
                new Text(Terminal.Printable(tensor.Type)),
                new Text($"[{string.Join(", ", tensor.Shape)}]"),
                new Text(Figures.Write($"{tensor.Bytes}")));
        }

        _terminal.Output.Write(table);
        string section = summary.Section is null ? "" : $", section {Terminal.Printable(summary.Section)}";
        _terminal.Output.WriteLine(
            $"{summary.File}: {summary.Format}{section}, {summary.TensorCount} tensors, {Figures.Count(summary.ElementCount)} elements, {Figures.Bytes(summary.Bytes)}");
        _terminal.Output.WriteLine(
            $"types: {string.Join(", ", summary.Types.Select(type => $"{Figures.Bytes(type.Bytes)} of {Terminal.Printable(type.Type)} in {type.TensorCount}"))}");
        foreach (NetworkSummary network in summary.Networks)
            _terminal.Output.WriteLine(Terminal.Printable(network.Describe()));
        foreach ((string key, string value) in summary.Metadata)
            _terminal.Output.WriteLine($"{Terminal.Printable(key)} = {Terminal.Printable(value)}");
    }
}
