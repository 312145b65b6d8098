using System.Runtime.InteropServices;

namespace Sige.Weights;

/// <summary>Weight norm: the weight is g v / |v|, with a norm for each entry of g.</summary>
/// <remarks>
/// The shape of g says over which axes a norm is taken: those where it has extent 1. It is [out, 1, 1, 1] for dim 0, [1, in, 1, 1] for
/// dim 1, and a scalar for a norm over everything. Source: <c>torch.nn.utils.weight_norm</c> and its parametrisation; Salimans and
/// Kingma, <i>Weight Normalization</i>, NeurIPS 2016, equation 2.
/// </remarks>
internal static class WeightNorm
{
    private const string Magnitude = "_g";

    /// <summary>The weight whose g a tensor is; null if it is none.</summary>
    public static NormedWeight? Find(WeightCollection weights, string magnitude)
    {
        if (Parametrization.Find(magnitude) is { Part: "original0" } found)
            return Find(weights, found.WeightName, magnitude, $"{found.Stem}original1");
        if (!magnitude.EndsWith("weight" + Magnitude, StringComparison.Ordinal))
            return null;
        string name = magnitude[..^Magnitude.Length];
        return Find(weights, name, magnitude, $"{name}_v");
    }

    private static NormedWeight? Find(WeightCollection weights, string name, string magnitude, string direction) =>
        weights.TryGetInfo(direction, out WeightInfo? info) && info.IsReadable
            ? new NormedWeight([magnitude, direction, name], () => Fold(weights, name, magnitude, direction))
            : null;

    private static FoldedEntry Fold(WeightCollection weights, string name, string magnitude, string direction)
    {
        WeightEntry entry = weights.FindReadable(direction);
        (WeightShape shape, WeightShape norms) = (entry.Info.Shape, weights.GetInfo(magnitude).Shape);
        bool fits = norms.ElementCount == 1 || norms.Rank == shape.Rank;
        for (int axis = 0; fits && norms.ElementCount != 1 && axis < shape.Rank; axis++)
            fits = norms[axis] == 1 || norms[axis] == shape[axis];
        if (!fits)
        {
            throw new WeightFormatException(
                weights.FilePath, $"tensor '{magnitude}' is expected to have the extents of '{direction}', {shape}, or 1 in their place, but has shape {norms}.");
        }

        return new FoldedEntry(weights, name, entry, magnitude);
    }

    private sealed class FoldedEntry(WeightCollection weights, string name, WeightEntry direction, string magnitude)
        : WeightEntry(new WeightInfo(name, WeightDataType.Float32, direction.Info.Shape))
    {
        public override void CopyTo(Span<byte> destination)
        {
            Span<float> values = MemoryMarshal.Cast<byte, float>(destination);
            direction.CopyTo(values);
            float[] magnitudes = weights.ReadFloat32(magnitude);
            int[] groups = Groups(Info.Shape, weights.GetInfo(magnitude).Shape);
            var squares = new double[magnitudes.Length];
            for (int i = 0; i < values.Length; i++)
                squares[groups[i]] += (double)values[i] * values[i];
            int fault = Array.FindIndex(squares, square => square == 0 || !double.IsFinite(square));
            if (fault >= 0)
                throw new WeightFormatException(weights.FilePath, $"the norm {fault} of tensor '{direction.Info.Name}' is {Math.Sqrt(squares[fault])}; a finite value other than 0 is expected.");
            for (int i = 0; i < values.Length; i++)
                values[i] = (float)(values[i] * (magnitudes[groups[i]] / Math.Sqrt(squares[groups[i]])));
        }

        /// <summary>Which entry of g each element of v belongs to.</summary>
        private static int[] Groups(WeightShape shape, WeightShape norms)
        {
            var groups = new int[shape.ElementCount];
            if (norms.ElementCount == 1)
                return groups;
            for (int i = 0; i < groups.Length; i++)
            {
                int rest = i;
                int stride = 1;
                for (int axis = shape.Rank - 1; axis >= 0; axis--)
                {
                    (rest, int index) = Math.DivRem(rest, (int)shape[axis]);
                    groups[i] += norms[axis] == 1 ? 0 : index * stride;
                    stride *= (int)norms[axis];
                }
            }

            return groups;
        }
    }
}
