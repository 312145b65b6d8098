using Sige.Devices;
using Sige.Sessions;

namespace Sige.Models;

/// <summary>How a <see cref="GauGanEditor"/> runs.</summary>
public sealed record GauGanEditorOptions
{
    /// <summary>The device that does the work, and how.</summary>
    public EngineOptions Engine { get; init; } = new();

    /// <summary>What the weight file does not say: layout, edges, labels, or the data set that fixes them.</summary>
    public SpadeGeneratorOptions Generator { get; init; } = new();

    /// <summary>How edits run; null for <see cref="SpadeGenerator.SessionOptions"/>.</summary>
    public SessionOptions? Session { get; init; }
}
