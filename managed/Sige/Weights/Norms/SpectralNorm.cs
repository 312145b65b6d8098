using System.Runtime.InteropServices;

namespace Sige.Weights;

/// <summary>Spectral norm: the weight is W / sigma with sigma = u^T W v, where W lies as [out, rest].</summary>
/// <remarks>
/// Source: <c>torch.nn.utils.spectral_norm</c> and <c>torch.nn.utils.parametrizations.spectral_norm</c> in evaluation mode with dim 0;
/// Miyato et al., <i>Spectral Normalization for Generative Adversarial Networks</i>, ICLR 2018, equation 8 with the stored vectors.
/// </remarks>
internal static class SpectralNorm
{
    private const string Original = "_orig";

    /// <summary>The weight whose W a tensor is; null if it is none.</summary>
    /// <remarks>Checkpoints of PyTorch before 1.1 have no <c>weight_v</c>, but the normalised weight itself; it is taken as stored.</remarks>
    public static NormedWeight? Find(WeightCollection weights, string original)
    {
        if (Parametrization.Find(original) is { Part: "original" } found)
            return Find(weights, found.WeightName, original, $"{found.Stem}0._u", $"{found.Stem}0._v");
        if (!original.EndsWith("weight" + Original, StringComparison.Ordinal))
            return null;
        string name = original[..^Original.Length];
        if (!weights.Contains(name))
            return Find(weights, name, original, $"{name}_u", $"{name}_v");
        return weights.Contains($"{name}_v")
            ? Find(weights, name, original, $"{name}_u", $"{name}_v", name)
            : new NormedWeight([original, $"{name}_u", name], () => weights.Find(name));
    }

    /// <summary>W without either vector belongs to something else, such as pruning.</summary>
    private static NormedWeight? Find(WeightCollection weights, string name, string original, string u, string v, params ReadOnlySpan<string> replaced) =>
        weights.Contains(u) || weights.Contains(v)
            ? new NormedWeight([original, u, v, .. replaced], () => Fold(weights, name, original, u, v))
            : null;

    private static FoldedEntry Fold(WeightCollection weights, string name, string original, string u, string v)
    {
        WeightEntry entry = weights.FindReadable(original);
        WeightShape shape = entry.Info.Shape;
        if (shape.Rank < 2 || shape.ElementCount == 0)
            throw new WeightFormatException(weights.FilePath, $"tensor '{original}' of shape {shape} cannot carry spectral norm; two or more extents are expected.");
        weights.Expect(u, [shape[0]]);
        weights.Expect(v, [shape.ElementCount / shape[0]]);
        return new FoldedEntry(weights, name, entry, u, v);
    }

    private sealed class FoldedEntry(WeightCollection weights, string name, WeightEntry original, string u, string v)
        : WeightEntry(new WeightInfo(name, WeightDataType.Float32, original.Info.Shape))
    {
        public override void CopyTo(Span<byte> destination)
        {
            Span<float> values = MemoryMarshal.Cast<byte, float>(destination);
            original.CopyTo(values);
            double sigma = Sigma(values, weights.ReadFloat32(u), weights.ReadFloat32(v));
            if (sigma == 0 || !double.IsFinite(sigma))
                throw new WeightFormatException(weights.FilePath, $"the spectral norm of tensor '{original.Info.Name}' is {sigma}; a finite value other than 0 is expected.");
            for (int i = 0; i < values.Length; i++)
                values[i] = (float)(values[i] / sigma);
        }

        private static double Sigma(ReadOnlySpan<float> matrix, ReadOnlySpan<float> u, ReadOnlySpan<float> v)
        {
            double sigma = 0;
            for (int row = 0; row < u.Length; row++)
            {
                ReadOnlySpan<float> values = matrix.Slice(row * v.Length, v.Length);
                double product = 0;
                for (int column = 0; column < v.Length; column++)
                    product += (double)values[column] * v[column];
                sigma += u[row] * product;
            }

            return sigma;
        }
    }
}
