using System.CommandLine;
using Sige.Cli.Denoising;
using Sige.Cli.Output;
using Sige.Tensors;

namespace Sige.Cli.Pages;

/// <summary>What <c>sige edit sdedit</c> tells for a page.</summary>
internal static class SdEditAccount
{
    /// <summary>Tells of a result.</summary>
    /// <param name="arguments">What was typed.</param>
    /// <param name="result">The result.</param>
    public static RunAccount Of(ParseResult arguments, SdEditResult result)
    {
        SdEditSummary summary = SdEditSummary.Of(result, page: null, withSteps: true);
        return new RunAccount
        {
            Command = "sige edit sdedit",
            Model = $"{summary.Model}{Names.OfSection(summary.Section)}, {summary.PictureSize}x{summary.PictureSize}; {Names.OfRun(result.Engine)}, policy {summary.Policy}",
            Notices = summary.Notices,
            Notes = summary.Notes,
            Edits = [.. result.Edits.Zip(summary.Edits, (edit, told) => DenoisedAccount.Of(edit, told, summary.Cache, new Resolution(summary.PictureSize, summary.PictureSize)))],
            Facts = [Run(summary), RunFacts.OfOptions(arguments), RunFacts.OfMachine(result.Engine), RunFacts.OfMemory(summary.Memory)],
        };
    }

    private static FactList Run(SdEditSummary summary) => new(
        "Run",
        [
            new("model", $"{summary.Model}{Names.OfSection(summary.Section)}"),
            new("picture", Figures.Write($"{summary.PictureSize}x{summary.PictureSize}")),
            new("sampler", SdEditText.Describe(summary.Sampler)),
            new("policy", summary.Policy),
            new("precision", summary.Precision.Describe()),
            new("original recorded in", Milliseconds(summary.OpenMs)),
            new("cache", $"{Figures.Bytes(summary.Cache.BytesPerStep)} a step in {summary.Cache.Precision}"),
            new("cache in memory", Figures.Bytes(summary.Cache.MemoryBytes)),
            new("cache in the spill file", Figures.Bytes(summary.Cache.SpillBytes)),
        ]);

    private static string Milliseconds(double milliseconds) => $"{Figures.Milliseconds(TimeSpan.FromMilliseconds(milliseconds))} ms";
}
