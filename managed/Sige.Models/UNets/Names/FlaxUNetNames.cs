using Sige.Graphs;
using Sige.Weights;

namespace Sige.Models;

/// <summary>
/// Reads the weights of a Progressive Distillation U-Net by their plain PyTorch names from the original Flax checkpoints, whose module
/// names differ and whose kernels have the output channels last.
/// </summary>
/// <remarks>
/// Kernels are [height, width, in, out], those of linear layers [in, out], those of attention [in, heads, channels] and
/// [heads, channels, out]. Source: <c>unet.py</c> of the reference implementation of Progressive Distillation.
/// </remarks>
internal sealed class FlaxUNetNames(WeightCollection weights) : ParameterSource
{
    private readonly WeightParameters _stored = new(weights);

    public override Parameter Get(string name, WeightShape shape)
    {
        string flax = Translate(name);
        if (shape.Rank < 2)
            return GetVector(flax, shape);
        int kernelH = shape.Rank == 4 ? (int)shape[2] : 1;
        int kernelW = shape.Rank == 4 ? (int)shape[3] : 1;
        RequireKernel(flax, kernelH * kernelW, shape);
        Parameter stored = _stored.Get(flax, weights.GetInfo(flax).Shape);
        return new Parameter(flax, shape, () => OutputsFirst(stored.Read(), kernelH * kernelW, (int)shape[1], (int)shape[0]));
    }

    /// <summary>Flax's name: <c>down.0.block.1.norm1.weight</c> is <c>down_0.block_1.norm1.scale</c>.</summary>
    private static string Translate(string name)
    {
        string[] parts = name.Split('.');
        bool norm = parts[^2].StartsWith("norm", StringComparison.Ordinal);
        string kind = parts[^1] == "bias" ? "bias" : norm ? "scale" : "kernel";
        string[] modules = parts[..^1] switch
        {
            ["temb", "dense", var index] => [$"dense{index}"],
            ["down" or "up", var level, "block" or "attn", var index, var layer] => [$"{parts[0]}_{level}", $"{parts[2]}_{index}", layer],
            ["down" or "up", var level, .. var rest] => [$"{parts[0]}_{level}", .. rest],
            var plain => plain,
        };
        return string.Join('.', [.. modules, kind]);
    }

    /// <summary>From [taps, in, out] to [out, in, taps].</summary>
    private static float[] OutputsFirst(float[] source, int taps, int inputs, int outputs)
    {
        var result = new float[source.Length];
        for (int tap = 0; tap < taps; tap++)
        {
            for (int input = 0; input < inputs; input++)
            {
                ReadOnlySpan<float> row = source.AsSpan((tap * inputs + input) * outputs, outputs);
                for (int output = 0; output < outputs; output++)
                    result[(output * inputs + input) * taps + tap] = row[output];
            }
        }

        return result;
    }

    /// <summary>Vectors may be split in heads, and older Flax versions put extents of 1 before them.</summary>
    private Parameter GetVector(string name, WeightShape shape)
    {
        WeightShape found = weights.GetInfo(name).Shape;
        if (found.ElementCount != shape[0] || found.Count(extent => extent != 1) > 2)
            throw Mismatch(name, $"[{shape[0]}], or the same in heads,", found);
        return _stored.Get(name, found).Reshape(shape);
    }

    private void RequireKernel(string name, int taps, WeightShape shape)
    {
        WeightShape found = weights.GetInfo(name).Shape;
        string expected = taps == 1 ? $"[{shape[1]}, {shape[0]}], or the same in heads," : $"[{shape[2]}, {shape[3]}, {shape[1]}, {shape[0]}]";
        bool fits = taps == 1 ? SplitsInto(found, shape[1], shape[0]) : found == new WeightShape(shape[2], shape[3], shape[1], shape[0]);
        if (!fits)
            throw Mismatch(name, expected, found);
    }

    /// <summary>Whether the first extents have one product and those behind them the other.</summary>
    private static bool SplitsInto(WeightShape shape, long first, long second)
    {
        long product = 1;
        for (int axis = 0; axis < shape.Rank; axis++)
        {
            product *= shape[axis];
            if (product == first && shape.ElementCount == first * second)
                return true;
        }

        return false;
    }

    private WeightFormatException Mismatch(string name, string expected, WeightShape found) =>
        new(weights.FilePath, $"tensor '{name}' is expected to have shape {expected} but has {found}.");
}
