using Sige.Tests.Weights;
using Sige.Weights;

namespace Sige.Tests.Models;

/// <summary>Writes a Progressive Distillation U-Net as its original checkpoints have it, from PyTorch weights with joined q, k, v.</summary>
internal static class FlaxUNetFile
{
    public static byte[] Of(WeightCollection torch, int headChannels)
    {
        var averaged = new Dictionary<string, object?>();
        foreach (WeightInfo info in torch.Entries)
        {
            float[] values = torch.ReadFloat32(info.Name);
            string[] parts = info.Name.Split('.');
            if (parts[^2] != "qkv")
            {
                Place(averaged, parts, info.Shape, values, headChannels);
                continue;
            }

            int third = values.Length / 3;
            long[] extents = [info.Shape[0] / 3, .. info.Shape.AsSpan()[1..]];
            for (int i = 0; i < 3; i++)
                Place(averaged, [.. parts[..^2], $"{"qkv"[i]}", parts[^1]], new WeightShape(extents), values.AsSpan(i * third, third).ToArray(), headChannels);
        }

        return FlaxBuilder.Build(new Dictionary<string, object?>
        {
            ["step"] = new FlaxTensor([], "int32", [1, 0, 0, 0], Extension: 3),
            ["optimizer"] = new Dictionary<string, object?> { ["target"] = new Dictionary<string, object?> { ["conv_in"] = FlaxTensor.Of([1], 0) } },
            ["ema_params"] = averaged,
            ["num_sample_steps"] = 8,
        });
    }

    private static void Place(Dictionary<string, object?> root, string[] parts, WeightShape shape, float[] values, int headChannels)
    {
        string layer = parts[^2];
        bool norm = layer.StartsWith("norm", StringComparison.Ordinal);
        string kind = parts[^1] == "bias" ? "bias" : norm ? "scale" : "kernel";
        root = Module(root, parts);
        root[kind] = shape.Rank < 2
            ? FlaxTensor.Of(layer is "q" or "k" or "v" ? [shape[0] / headChannels, headChannels] : shape, values)
            : FlaxTensor.Of(KernelShape(layer, shape, headChannels), OutputsLast(shape, values));
    }

    /// <summary>Module names have dots in them: <c>down_0.block_1</c> is one key.</summary>
    private static Dictionary<string, object?> Module(Dictionary<string, object?> root, string[] parts)
    {
        string[] keys = parts[..^1] switch
        {
            ["temb", "dense", var index] => [$"dense{index}"],
            [var way, var level, ("block" or "attn") and var kind, var index, var layer] => [$"{way}_{level}.{kind}_{index}", layer],
            ["mid", var block, var layer] => [$"mid.{block}", layer],
            [var way, var level, var resampling, var layer] => [$"{way}_{level}.{resampling}", layer],
            var plain => plain,
        };
        foreach (string key in keys)
        {
            if (!root.TryGetValue(key, out object? inner))
                root[key] = inner = new Dictionary<string, object?>();
            root = (Dictionary<string, object?>)inner!;
        }

        return root;
    }

    private static WeightShape KernelShape(string layer, WeightShape shape, int headChannels) => (layer, shape.ToArray()) switch
    {
        ("q" or "k" or "v", [var output, var input, 1, 1]) => [input, output / headChannels, headChannels],
        ("proj_out", [var output, var input, 1, 1]) => [input / headChannels, headChannels, output],
        (_, [var output, var input, 1, 1]) => [input, output],
        (_, [var output, var input, var height, var width]) => [height, width, input, output],
        (_, [var output, var input]) => [input, output],
        _ => throw new ArgumentException($"The layer {layer} has no kernel of shape {shape}."),
    };

    private static float[] OutputsLast(WeightShape shape, float[] values)
    {
        int outputs = (int)shape[0], inputs = (int)shape[1], taps = values.Length / (outputs * inputs);
        var result = new float[values.Length];
        for (int i = 0; i < values.Length; i++)
        {
            int tap = i % taps, input = i / taps % inputs, output = i / (taps * inputs);
            result[(tap * inputs + input) * outputs + output] = values[i];
        }

        return result;
    }
}
