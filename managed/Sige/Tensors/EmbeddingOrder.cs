namespace Sige.Tensors;

/// <summary>Which half of a time embedding comes first.</summary>
public enum EmbeddingOrder
{
    /// <summary>All sines, then all cosines.</summary>
    SinCos = 0,

    /// <summary>All cosines, then all sines.</summary>
    CosSin = 1,
}
