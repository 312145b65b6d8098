namespace Sige.Bench.Fidelity;

/// <summary>Which pixels of a node's result the reference computes in an edit; all others keep what was recorded.</summary>
internal enum Coverage
{
    /// <summary>All of them.</summary>
    Whole,

    /// <summary>4x4 tiles whose 6x6 input touches the mask: a 3x3 convolution's.</summary>
    Blocks,

    /// <summary>4x4 tiles that hold a pixel of the mask themselves: a 1x1 convolution's.</summary>
    BlocksWithoutHalo,

    /// <summary>2x2 tiles whose 5x5 input touches the mask of twice the resolution: those of a 3x3 convolution of stride 2.</summary>
    HalvingBlocks,
}
