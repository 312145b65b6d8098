namespace Sige.Onnx;

/// <summary>What an exported file says of itself.</summary>
public sealed record OnnxExportOptions
{
    /// <summary>Name of the file's graph.</summary>
    public string GraphName { get; init; } = "sige";

    /// <summary>Text for a reader of the file; null leaves it out.</summary>
    public string? Description { get; init; }
}
