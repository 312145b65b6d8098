namespace Sige.Bench.SdEdit;

/// <summary>The figures of a whole edit, from the edited picture to the denoised one. Times are in milliseconds.</summary>
internal sealed record SdEditResult
{
    /// <summary>Name of the bench.</summary>
    public required string Model { get; init; }

    /// <summary>Threads of the engine.</summary>
    public required int Threads { get; init; }

    /// <summary>Instruction set of the kernels.</summary>
    public required string Isa { get; init; }

    /// <summary>How masks became active pixels.</summary>
    public required string Policy { get; init; }

    /// <summary>The sampler.</summary>
    public required string Sampler { get; init; }

    /// <summary>How often an edit runs the network.</summary>
    public required int Steps { get; init; }

    /// <summary>For how many of these a recording is kept; the others run dense.</summary>
    public required int StepsStored { get; init; }

    /// <summary>How activations are kept: <c>fp16</c> or <c>fp32</c>.</summary>
    public required string Cache { get; init; }

    /// <summary>Pixels that differ from the original.</summary>
    public required double EditPercent { get; init; }

    /// <summary>Pixels that are denoised: the same, dilated.</summary>
    public required double DenoisedPercent { get; init; }

    /// <summary>Multiply-adds of all steps by dense runs, in direct arithmetic.</summary>
    public required long MacsDense { get; init; }

    /// <summary>Multiply-adds of all steps of an edit.</summary>
    public required long MacsSparse { get; init; }

    /// <summary>Opening: weights, and a recording of every step.</summary>
    public required double OpenMs { get; init; }

    /// <summary>The first edit, whose memory is new and whose code is not compiled yet.</summary>
    public required double FirstEditMs { get; init; }

    /// <summary>An edit, median from the second on; two different edits take turns.</summary>
    public required double EditMs { get; init; }

    /// <summary>The same edits with the network run whole at every step; median.</summary>
    public required double DenseEditMs { get; init; }

    /// <summary>The dense edit over the edit.</summary>
    public required double SpeedupEndToEnd { get; init; }

    /// <summary>What the recordings take in memory, in 10^6 bytes.</summary>
    public required double CacheMb { get; init; }

    /// <summary>What the recording of one step takes, in 10^6 bytes.</summary>
    public required double CacheMbPerStep { get; init; }

    /// <summary>The edit against the dense edit, whole picture; null if they are equal.</summary>
    public required double? PsnrDb { get; init; }

    /// <summary>The same in the denoised pixels alone.</summary>
    public required double? PsnrInMaskDb { get; init; }

    /// <summary>The edit from a float16 cache against that from a float32 cache, whole picture; null if not asked for, or equal.</summary>
    public required double? PrecisionPsnrDb { get; init; }

    /// <summary>Largest resident memory of a process that opens and edits, in 10^6 bytes.</summary>
    public required double PeakRssMb { get; init; }

    /// <summary>The everyday alternative.</summary>
    public required CropResult Crop { get; init; }
}

/// <summary>The figures of crop-and-paste: the network run whole, same steps and noise, on a square around the edit.</summary>
/// <param name="Side">The square's side in pixels.</param>
/// <param name="Margin">Least number of pixels between the denoised ones and the square's border.</param>
/// <param name="EditMs">An edit; median.</param>
/// <param name="SpeedupEndToEnd">The dense edit of the whole picture over it.</param>
/// <param name="PsnrDb">Against the dense edit of the whole picture; null if they are equal.</param>
/// <param name="PsnrInMaskDb">The same in the denoised pixels alone.</param>
internal sealed record CropResult(int Side, int Margin, double EditMs, double SpeedupEndToEnd, double? PsnrDb, double? PsnrInMaskDb);
