using Sige.Tensors;

namespace Sige.Sessions;

/// <summary>What a <see cref="CachedSession"/> will take and do, known before anything of its size is allocated.</summary>
public sealed class CachePrediction
{
    private readonly CachePredictor _predictor;

    internal CachePrediction(CachePredictor predictor) => _predictor = predictor;

    /// <summary>How many slots there are.</summary>
    public required int Slots { get; init; }

    /// <summary>How many will be held in memory.</summary>
    public required int InMemorySlots { get; init; }

    /// <summary>How many will be in the spill file.</summary>
    public required int SpilledSlots { get; init; }

    /// <summary>How many will not be stored, so that their edits run whole.</summary>
    public required int NotStoredSlots { get; init; }

    /// <summary>In what activations that depend on the picture will be stored, see <see cref="CacheReport.Precision"/>.</summary>
    public required CachePrecision Precision { get; init; }

    /// <summary>What each stored slot takes, in bytes; tensors that float16 cannot hold come on top.</summary>
    public required long SlotBytes { get; init; }

    /// <summary>The size of the spill file in bytes.</summary>
    public required long SpillBytes { get; init; }

    /// <summary>
    /// What the session takes from its device once every slot is recorded. The log and the active sets are those of
    /// <see cref="PredictEdit"/>, and 0 here.
    /// </summary>
    public required MemoryReport Memory { get; init; }

    /// <summary>Multiply-adds of a dense run in direct arithmetic.</summary>
    public required long DenseMultiplyAdds { get; init; }

    /// <summary>
    /// What the cost model says of a dense run's convolutions, see <see cref="Devices.ConvolutionCosts.Cost"/>. Steps that are no
    /// convolution are not counted.
    /// </summary>
    public required double DenseCost { get; init; }

    /// <summary>The size of the masks that <see cref="PredictEdit"/> takes.</summary>
    public required Resolution PictureSize { get; init; }

    /// <summary>Says what an edit of a stored slot will do.</summary>
    /// <param name="changed">[H, W] of the picture, any value but 0 where it changes, before any dilation.</param>
    /// <exception cref="ArgumentException">The mask is of another size.</exception>
    public EditPrediction PredictEdit(ReadOnlySpan<byte> changed) => _predictor.PredictEdit(changed);
}

/// <summary>What an edit of a stored slot will do.</summary>
/// <param name="MultiplyAdds">Multiply-adds in direct arithmetic.</param>
/// <param name="Cost">What the cost model says, counted as <see cref="CachePrediction.DenseCost"/>.</param>
/// <param name="LogBytes">What is kept of overwritten pixels while the edit runs.</param>
/// <param name="LoadedBytes">What is read from a slot.</param>
/// <param name="IsWhole">Whether the edit wants so much that it runs whole.</param>
public readonly record struct EditPrediction(long MultiplyAdds, double Cost, long LogBytes, long LoadedBytes, bool IsWhole);
