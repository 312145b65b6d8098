namespace Sige.Bench.Inpaint;

/// <summary>The figures of inpainting at full size. Times are in milliseconds, memory in 10^6 bytes.</summary>
internal sealed record InpaintResult
{
    /// <summary>Name of the bench.</summary>
    public required string Model { get; init; }

    /// <summary>Threads of the engine.</summary>
    public required int Threads { get; init; }

    /// <summary>Instruction set of the kernels.</summary>
    public required string Isa { get; init; }

    /// <summary>In what the engine multiplies.</summary>
    public required string Precision { get; init; }

    /// <summary>What the packed weights are kept as.</summary>
    public required string Weights { get; init; }

    /// <summary>How often an edit runs the U-Net, each for two prompts.</summary>
    public required int Steps { get; init; }

    /// <summary>Pixels of the mask.</summary>
    public required double EditPercent { get; init; }

    /// <summary>Multiply-adds by dense runs, in direct arithmetic.</summary>
    public required long MacsDense { get; init; }

    /// <summary>Multiply-adds of an edit.</summary>
    public required long MacsSparse { get; init; }

    /// <summary>Opening: weights, the encoder, and a recording of every step and of the decoder.</summary>
    public required double OpenMs { get; init; }

    /// <summary>The first edit.</summary>
    public required double FirstEditMs { get; init; }

    /// <summary>An edit from the second on, each from another seed; median.</summary>
    public required double EditMs { get; init; }

    /// <summary>The decoder's part of an edit.</summary>
    public required double DecoderMs { get; init; }

    /// <summary>The same edit with every network run whole.</summary>
    public required double DenseEditMs { get; init; }

    /// <summary>The dense edit over the edit.</summary>
    public required double SpeedupEndToEnd { get; init; }

    /// <summary>What the recording of a step takes.</summary>
    public required double CacheMbPerStep { get; init; }

    /// <summary>What all networks take by their own account.</summary>
    public required double SessionMb { get; init; }

    /// <summary>Peak resident memory of the process, up to the last sparse edit.</summary>
    public required double PeakRssMb { get; init; }

    /// <summary>The edit against the dense edit, in the mask; null if they are equal.</summary>
    public required double? PsnrInMaskDb { get; init; }

    /// <summary>Side of the box that crop-and-stitch paints.</summary>
    public required int CropSide { get; init; }

    /// <summary>What crop-and-stitch takes.</summary>
    public required double CropMs { get; init; }

    /// <summary>Crop-and-stitch against the dense edit, in the mask.</summary>
    public required double? CropPsnrInMaskDb { get; init; }
}
