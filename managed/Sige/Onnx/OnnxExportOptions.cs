namespace Sige.Onnx;

/// <summary>What an exported file says of itself, and where its constants are.</summary>
public sealed record OnnxExportOptions
{
    /// <summary>Name of the file's graph.</summary>
    public string GraphName { get; init; } = "sige";

    /// <summary>Text for a reader of the file; null leaves it out.</summary>
    public string? Description { get; init; }

    /// <summary>
    /// Whether constants of 64 KiB and more lie in a second file beside the exported one, of its name and <c>.data</c> behind, as the standard has
    /// it for graphs that exceed 2 GiB. The two files belong together, under these names. Only files have it, not streams.
    /// </summary>
    public bool ExternalData { get; init; }
}
