using Sige.Devices;
using Sige.Sessions;

namespace Sige.Models;

/// <summary>How a <see cref="GauGanEditor"/> runs.</summary>
public sealed record GauGanEditorOptions
{
    /// <summary>Threads and instruction set.</summary>
    public QueueOptions Queue { get; init; }

    /// <summary>What the weight file does not say: layout, edges, labels, or the data set that fixes them.</summary>
    public SpadeGeneratorOptions Generator { get; init; } = new();

    /// <summary>How edits run; null for <see cref="SpadeGenerator.SessionOptions"/>.</summary>
    public SessionOptions? Session { get; init; }
}
