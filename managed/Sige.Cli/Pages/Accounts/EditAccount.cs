using Sige.Cli.Output;
using Sige.Imaging;

namespace Sige.Cli.Pages;

/// <summary>What a command tells of one edit.</summary>
internal sealed record EditAccount
{
    /// <summary>The edit's name, such as that of the edited file.</summary>
    public required string Name { get; init; }

    /// <summary>What the network was given, if it is worth showing beside the original: a label map, rough strokes.</summary>
    public required IReadOnlyList<GivenPicture> Given { get; init; }

    /// <summary>The picture before the edit.</summary>
    public required RgbImage Original { get; init; }

    /// <summary>The picture that the edit gave.</summary>
    public required RgbImage Result { get; init; }

    /// <summary>What a dense run made of the same edit; null if there was none.</summary>
    public required RgbImage? Dense { get; init; }

    /// <summary>The edit judged by the dense run; null if there was none.</summary>
    public required DenseSummary? Comparison { get; init; }

    /// <summary>Changed pixels in percent.</summary>
    public required double ChangedPercent { get; init; }

    /// <summary>Multiply-adds of the edit in direct arithmetic.</summary>
    public required long MultiplyAdds { get; init; }

    /// <summary>Multiply-adds of dense runs in direct arithmetic.</summary>
    public required long DenseMultiplyAdds { get; init; }

    /// <summary>Where the edit's time went.</summary>
    public required EditTimes Times { get; init; }

    /// <summary>The runs whose layers are shown, in their order; none if nothing ran.</summary>
    public required IReadOnlyList<ShownRun> Runs { get; init; }

    /// <summary>Which runs those are, if there were others; empty if not.</summary>
    public string ShownAs { get; init; } = "";

    /// <summary>What else there is to tell.</summary>
    public IReadOnlyList<PageTable> Tables { get; init; } = [];
}

/// <summary>A picture that a network was given.</summary>
/// <param name="Title">A word or two.</param>
/// <param name="Alt">What it shows, for those who do not see it.</param>
/// <param name="Picture">The picture.</param>
internal sealed record GivenPicture(string Title, string Alt, RgbImage Picture);
