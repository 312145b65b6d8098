namespace Sige.Lowering;

/// <summary>Which fusions a plan may use; they are switched off to test one against the other.</summary>
/// <remarks>
/// All are exact rewritings of a dense run. In an edit two let more of a change through: a resized or normalised tensor that is
/// written out is written at active pixels, one that is read through an index map or prologue is up to date everywhere.
/// </remarks>
public sealed record LoweringOptions
{
    /// <summary>No fusion: each node of the graph is a step of its own.</summary>
    public static LoweringOptions Unfused { get; } = new()
    {
        FuseActivations = false,
        FuseVectors = false,
        FuseResiduals = false,
        FuseModulations = false,
        FusePrologues = false,
        FuseConcatenations = false,
        FuseLabels = false,
        FuseResizes = false,
        JoinConvolutions = false,
    };

    /// <summary>An activation joins the step before it.</summary>
    public bool FuseActivations { get; init; } = true;

    /// <summary>A vector added to all pixels joins the convolution before it; a scale and shift of each channel joins the normalisation.</summary>
    public bool FuseVectors { get; init; } = true;

    /// <summary>An addition joins the convolution computed last before it.</summary>
    public bool FuseResiduals { get; init; } = true;

    /// <summary>A modulation joins the convolutions that make gamma and beta.</summary>
    public bool FuseModulations { get; init; } = true;

    /// <summary>A normalisation and its activation join the convolution or pooling behind them.</summary>
    public bool FusePrologues { get; init; } = true;

    /// <summary>A concatenation of two becomes a second source.</summary>
    public bool FuseConcatenations { get; init; } = true;

    /// <summary>A one-hot is never written out; a convolution reads the label map.</summary>
    public bool FuseLabels { get; init; } = true;

    /// <summary>A nearest resize by a power of two becomes an index map of its readers.</summary>
    public bool FuseResizes { get; init; } = true;

    /// <summary>Convolutions that read the same source become one.</summary>
    public bool JoinConvolutions { get; init; } = true;
}
