namespace Sige.Tensors;

/// <summary>The extents of an activation, stored channels last.</summary>
/// <param name="N">Images.</param>
/// <param name="H">Height in pixels.</param>
/// <param name="W">Width in pixels.</param>
/// <param name="C">Channels.</param>
public readonly record struct TensorShape(int N, int H, int W, int C)
{
    /// <summary>The height and width.</summary>
    public Resolution Resolution => new(H, W);

    /// <summary>How many elements the tensor has.</summary>
    public long ElementCount => (long)N * H * W * C;

    /// <summary>The extents in brackets, such as <c>[1, 256, 512, 3]</c>.</summary>
    public override string ToString() => FormattableString.Invariant($"[{N}, {H}, {W}, {C}]");
}
