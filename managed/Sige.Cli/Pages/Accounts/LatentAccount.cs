using System.CommandLine;
using Sige.Cli.Denoising;
using Sige.Cli.Output;

namespace Sige.Cli.Pages;

/// <summary>What <c>sige edit sd</c> tells for a page.</summary>
internal static class LatentAccount
{
    /// <summary>Tells of a result.</summary>
    /// <param name="arguments">What was typed.</param>
    /// <param name="result">The result.</param>
    public static RunAccount Of(ParseResult arguments, LatentResult result)
    {
        LatentSummary summary = LatentSummary.Of(result, page: null, withSteps: true);
        return new RunAccount
        {
            Command = "sige edit sd",
            Model = $"{Path.GetFileName(summary.Model)}, {summary.Width}x{summary.Height}; {Names.OfRun(result.Engine)}",
            Notices = summary.Notices,
            Notes = summary.Notes,
            Edits = [.. result.Edits.Zip(summary.Edits, (edit, told) => DenoisedAccount.Of(edit, told, summary.Cache, result.Job.Frame.Size))],
            Facts = [Run(summary), RunFacts.OfOptions(arguments), RunFacts.OfMachine(result.Engine), RunFacts.OfMemory(summary.Memory)],
        };
    }

    private static FactList Run(LatentSummary summary) => new(
        "Run",
        [
            new("model", Path.GetFileName(summary.Model)),
            new("picture", Figures.Write($"{summary.Width}x{summary.Height}")),
            new("sampler", summary.Sampler.Describe()),
            new("precision", summary.Precision),
            new("original recorded in", $"{DenoisingText.Milliseconds(summary.OpenMs)} ms"),
            new("cache", $"{Figures.Bytes(summary.Cache.BytesPerStep)} a step in {summary.Cache.Precision}"),
            new("cache in memory", Figures.Bytes(summary.Cache.MemoryBytes)),
            new("cache in the spill file", Figures.Bytes(summary.Cache.SpillBytes)),
        ]);
}
