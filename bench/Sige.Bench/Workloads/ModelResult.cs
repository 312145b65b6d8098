using System.Text.Json.Serialization;

namespace Sige.Bench.Workloads;

/// <summary>The figures of one model. Times are medians in milliseconds.</summary>
/// <param name="Model">Its name.</param>
/// <param name="Threads">Threads of our engine and of the peer.</param>
/// <param name="Isa">Instruction set of our kernels.</param>
/// <param name="Policy">How masks became active pixels.</param>
/// <param name="EditPercent">Pixels that changed, before dilation.</param>
/// <param name="MacsDense">Multiply-adds of a dense run in direct arithmetic.</param>
/// <param name="MacsSparse">Multiply-adds that our plan covered in an edit.</param>
/// <param name="MacsSparseBlocks">The same with the paper's 4x4 blocks.</param>
/// <param name="DenseMs">Our dense run, from a new input to the read output.</param>
/// <param name="SparseMs">An edit, from the new input to the read output; two different edits of the same pixels take turns. Masks and tables count unless <see cref="SetChangesMs"/> has them.</param>
/// <param name="RecordMs">The recording run alone.</param>
/// <param name="Peer">Name and version of the peer; null without one.</param>
/// <param name="PeerDenseMs">The peer's dense run.</param>
/// <param name="SpeedupVsDense">Our dense run over the edit.</param>
/// <param name="SpeedupVsPeer">The peer's dense run over the edit.</param>
/// <param name="PsnrDb">The edit's output against our dense run of the edited input, over the range that the output can have, or else has; null if they are equal.</param>
/// <param name="PeakRssMb">Largest resident memory of a process that records and edits without a peer, in 10^6 bytes.</param>
internal sealed record ModelResult(
    string Model,
    int Threads,
    string Isa,
    string Policy,
    double EditPercent,
    long MacsDense,
    long MacsSparse,
    long MacsSparseBlocks,
    double DenseMs,
    double SparseMs,
    double RecordMs,
    string? Peer,
    double? PeerDenseMs,
    double SpeedupVsDense,
    double? SpeedupVsPeer,
    double? PsnrDb,
    double PeakRssMb)
{
    /// <summary>In what our engine multiplied; the peer keeps to float32.</summary>
    public required string Precision { get; init; }

    /// <summary>Where the edit's time goes.</summary>
    public required TimeShares Times { get; init; }

    /// <summary>An edit of other pixels than the one before; null, and absent, where <see cref="SetChangesMs"/> has what differs.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? MovedMs { get; init; }

    /// <summary>Where the time of <see cref="MovedMs"/> goes; null, and absent, with it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public TimeShares? MovedTimes { get; init; }

    /// <summary>What the recording of one step takes, in 10^6 bytes; null, and absent, where there is no cache.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? CacheMbPerStep { get; init; }

    /// <summary>What an edit pays once for all its steps: masks and tables; null, and absent, where each edit does that itself.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? SetChangesMs { get; init; }
}
