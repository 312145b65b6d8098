using System.Runtime.InteropServices;

namespace Sige.Weights;

/// <summary>Folds PyTorch's spectral normalisation into plain weights.</summary>
/// <remarks>
/// Source: <c>torch.nn.utils.spectral_norm</c> in evaluation mode with dim 0; Miyato et al., <i>Spectral Normalization
/// for Generative Adversarial Networks</i>, ICLR 2018, equation 8 with the stored vectors.
/// </remarks>
public static class SpectralNorm
{
    private const string Original = "_orig";

    /// <summary>
    /// A view in which each <c>X_orig</c>, <c>X_u</c>, <c>X_v</c> is replaced by <c>X = X_orig / sigma</c>, where
    /// sigma = u^T W v and W is <c>X_orig</c> as <c>[out, rest]</c>; other tensors pass through.
    /// </summary>
    /// <param name="weights">A collection; one without spectral norm comes back as it is.</param>
    /// <returns>A view that ends with <paramref name="weights"/>. Folded tensors are float32 and computed when read.</returns>
    /// <remarks>
    /// Checkpoints of PyTorch before 1.1 have no <c>X_v</c>, but the normalised <c>X</c> itself; it is taken as stored.
    /// </remarks>
    /// <exception cref="WeightFormatException">A vector is missing or has another length than the weight demands.</exception>
    public static WeightCollection Fold(WeightCollection weights)
    {
        ArgumentNullException.ThrowIfNull(weights);
        string[] folded =
        [
            .. weights.Entries.Where(IsOriginal).Select(info => info.Name[..^Original.Length]),
        ];
        if (folded.Length == 0)
            return weights;

        var replaced = new Dictionary<string, WeightEntry?>(StringComparer.Ordinal);
        foreach (string name in folded)
        {
            replaced[name] = null;
            replaced[name + "_u"] = null;
            replaced[name + "_v"] = null;
            replaced[name + Original] = FoldOne(weights, name);
        }

        return new WeightCollection(
            weights.Origin,
            weights.Entries.Select(info => replaced.TryGetValue(info.Name, out WeightEntry? entry) ? entry : weights.Find(info.Name)).OfType<WeightEntry>());
    }

    internal static bool IsOriginal(WeightInfo info) => info.Name.EndsWith("weight" + Original, StringComparison.Ordinal);

    private static WeightEntry FoldOne(WeightCollection weights, string name)
    {
        if (!weights.Contains(name + "_v") && weights.Contains(name))
            return weights.Find(name);
        WeightEntry original = weights.FindReadable(name + Original);
        WeightShape shape = original.Info.Shape;
        if (shape.Rank < 2 || shape.ElementCount == 0)
            throw new WeightFormatException(weights.FilePath, $"tensor '{name}{Original}' of shape {shape} cannot carry spectral norm; two or more extents are expected.");
        weights.Expect(name + "_u", [shape[0]]);
        weights.Expect(name + "_v", [shape.ElementCount / shape[0]]);
        return new FoldedEntry(weights, name, original);
    }

    private sealed class FoldedEntry(WeightCollection weights, string name, WeightEntry original)
        : WeightEntry(new WeightInfo(name, WeightDataType.Float32, original.Info.Shape))
    {
        public override void CopyTo(Span<byte> destination)
        {
            Span<float> values = MemoryMarshal.Cast<byte, float>(destination);
            original.CopyTo(values);
            double sigma = Sigma(values, weights.ReadFloat32(name + "_u"), weights.ReadFloat32(name + "_v"));
            if (sigma == 0 || !double.IsFinite(sigma))
                throw new WeightFormatException(weights.FilePath, $"the spectral norm of tensor '{name}{Original}' is {sigma}; a finite value other than 0 is expected.");
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
