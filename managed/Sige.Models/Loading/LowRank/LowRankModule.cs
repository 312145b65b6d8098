using System.Runtime.InteropServices;
using Sige.Tensors;
using Sige.Weights;

namespace Sige.Models;

/// <summary>The low-rank update of one weight: scale (alpha / rank) B A.</summary>
/// <param name="update">The file.</param>
/// <param name="down">Name of A, [rank, in] or [rank, in, kernel height, kernel width].</param>
/// <param name="up">Name of B, [out, rank] or [out, rank, 1, 1].</param>
/// <param name="alpha">Name of a number; null where it is the rank.</param>
internal sealed class LowRankModule(LowRankUpdate update, string down, string up, string? alpha)
{
    /// <summary>The weight with the update added, in the weight's element type; it is computed in float32.</summary>
    /// <exception cref="WeightFormatException">The update has another shape.</exception>
    public Parameter Merge(Parameter weight)
    {
        WeightShape shape = weight.Shape, inner = update.Weights.GetInfo(down).Shape, outer = update.Weights.GetInfo(up).Shape;
        long rank = inner.Rank == 0 ? 0 : inner[0];
        bool fits = rank >= 1 && shape.Rank >= 2 && inner.ElementCount == rank * (shape.ElementCount / shape[0])
            && outer.Rank >= 2 && outer[0] == shape[0] && outer[1] == rank && outer.ElementCount == shape[0] * rank;
        if (!fits)
            throw new WeightFormatException(update.Weights.FilePath, $"the update of '{weight.Name}', {shape}, is expected to be [rank, {shape.ElementCount / Math.Max(1, shape[0])}] and [{shape[0]}, rank], but is {inner} and {outer}.");
        return weight.ElementType == ElementType.Float16
            ? new Parameter(weight.Name, shape, ElementType.Float16, destination => Narrow(Sum(weight), destination))
            : new Parameter(weight.Name, shape, () => Sum(weight));
    }

    private static void Narrow(float[] values, Span<byte> destination)
    {
        Span<Half> halves = MemoryMarshal.Cast<byte, Half>(destination);
        for (int i = 0; i < values.Length; i++)
            halves[i] = (Half)values[i];
    }

    private float[] Sum(Parameter weight)
    {
        float[] sum = weight.Read(), a = Read(down), b = Read(up);
        int rows = (int)weight.Shape[0], rank = b.Length / rows, columns = sum.Length / rows;
        float factor = update.Scale * (alpha is null ? 1 : Read(alpha)[0] / rank);
        var row = new double[columns];
        for (int i = 0; i < rows; i++)
        {
            row.AsSpan().Clear();
            for (int r = 0; r < rank; r++)
            {
                double left = b[i * rank + r];
                for (int j = 0; j < columns; j++)
                    row[j] += left * a[r * columns + j];
            }

            for (int j = 0; j < columns; j++)
                sum[i * columns + j] = (float)(sum[i * columns + j] + factor * row[j]);
        }

        return sum;
    }

    /// <summary>Refuses numbers that are not finite, as networks' weights are.</summary>
    private float[] Read(string name)
    {
        float[] values = update.Weights.ReadFloat32(name);
        return values.Length > 0 && Array.TrueForAll(values, float.IsFinite)
            ? values
            : throw new WeightFormatException(update.Weights.FilePath, $"tensor '{name}' is expected to hold finite numbers.");
    }
}
