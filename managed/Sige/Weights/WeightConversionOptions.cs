namespace Sige.Weights;

/// <summary>The floating-point type of a converted file.</summary>
public enum WeightFilePrecision
{
    /// <summary>IEEE 754 binary32: exact for files of float32 and narrower.</summary>
    Float32,

    /// <summary>IEEE 754 binary16, rounded to nearest even: half the size.</summary>
    Float16,
}

/// <summary>How <see cref="WeightConverter"/> converts.</summary>
public sealed record WeightConversionOptions
{
    /// <summary>The type that all floating-point tensors get; integers and truth values are kept as they are.</summary>
    public WeightFilePrecision Precision { get; init; } = WeightFilePrecision.Float32;

    /// <summary>Whether spectral norm and weight norm are folded into plain weights (see <see cref="WeightNorms.Fold"/>).</summary>
    public bool FoldNorms { get; init; } = true;

    /// <summary>Whether tensors named <c>num_batches_tracked</c>, which only training reads, are left out.</summary>
    public bool DropBatchCounters { get; init; } = true;

    /// <summary>The only section of the checkpoint to convert, such as <c>ema</c> or <c>state_dict.netG</c>; null for all.</summary>
    public string? Section { get; init; }
}

/// <summary>How far a conversion has come.</summary>
/// <param name="CompletedTensors">Tensors written so far.</param>
/// <param name="TotalTensors">Tensors to write in all.</param>
/// <param name="CompletedBytes">Bytes of tensor data written so far.</param>
/// <param name="TotalBytes">Bytes of tensor data to write in all.</param>
/// <param name="TensorName">The tensor just written.</param>
public readonly record struct WeightConversionProgress(
    int CompletedTensors, int TotalTensors, long CompletedBytes, long TotalBytes, string TensorName);

/// <summary>What a conversion wrote.</summary>
/// <param name="TensorCount">Tensors in the new file.</param>
/// <param name="DroppedCount">Batch counters left out.</param>
/// <param name="FoldedCount">Weights that had spectral norm or weight norm.</param>
/// <param name="FileSize">Size of the new file in bytes.</param>
/// <param name="Skipped">Tensors left out because their types are only listed (<see cref="WeightDataType.Other"/>).</param>
public sealed record WeightConversionResult(
    int TensorCount, int DroppedCount, int FoldedCount, long FileSize, IReadOnlyList<WeightInfo> Skipped);
