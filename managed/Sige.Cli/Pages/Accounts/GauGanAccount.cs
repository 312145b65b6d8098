using System.CommandLine;
using Sige.Cli.Output;
using Sige.Cli.Painting;
using Sige.Sessions;

namespace Sige.Cli.Pages;

/// <summary>What <c>sige edit gaugan</c> tells for a page.</summary>
internal static class GauGanAccount
{
    /// <summary>Tells of a result.</summary>
    /// <param name="arguments">What was typed.</param>
    /// <param name="result">The result.</param>
    /// <param name="output">The picture's file.</param>
    public static RunAccount Of(ParseResult arguments, EditResult result, string output)
    {
        RunReport report = result.Edit.Report;
        return new RunAccount
        {
            Command = "sige edit gaugan",
            Model = $"{result.Model}{Names.OfSection(result.Section)}, {result.Size}; {Names.OfRun(result.Engine)}, policy {Names.Of(result.Policy)}",
            Notices = result.Notices,
            Notes = report.Notes,
            Edits = [Tell(result, Path.GetFileName(output))],
            Facts = [Run(result), RunFacts.OfOptions(arguments), RunFacts.OfMachine(result.Engine), RunFacts.OfMemory(report.Memory)],
        };
    }

    private static FactList Run(EditResult result) => new(
        "Run",
        [
            new("model", $"{result.Model}{Names.OfSection(result.Section)}"),
            new("picture", $"{result.Size}, height x width"),
            new("policy", Names.Of(result.Policy)),
            new("precision", result.Precision.Describe()),
            new("original recorded in", $"{Figures.Milliseconds(result.Original.Time)} ms"),
            new("MACs with the paper's 4x4 blocks", Figures.Count(result.Edit.Report.BlockMultiplyAdds)),
        ]);

    private static EditAccount Tell(EditResult result, string name)
    {
        RunReport report = result.Edit.Report;
        return new EditAccount
        {
            Name = name,
            Given =
            [
                new("Label map", "The labels of the original, a colour for each class.", result.Labels.Original),
                new("Edited label map", "The labels of the edit, a colour for each class.", result.Labels.Edited),
            ],
            Original = result.Original.ToImage(result.Size),
            Result = result.Edit.ToImage(result.Size),
            Dense = result.Dense?.ToImage(result.Size),
            Comparison = result.Comparison,
            ChangedPercent = report.ChangedPercent,
            MultiplyAdds = report.MultiplyAdds,
            DenseMultiplyAdds = report.DenseMultiplyAdds,
            Times = EditTimes.Of(result.Edit),
            Runs = [new ShownRun("", report, result.Masks)],
        };
    }
}
