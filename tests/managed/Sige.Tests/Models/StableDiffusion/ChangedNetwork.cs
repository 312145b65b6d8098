using System.Text.Json.Nodes;
using Sige.Weights;

namespace Sige.Tests.Models.StableDiffusion;

/// <summary>Makes another network of one that a test has written: it fits its own configuration, but perhaps not the networks beside it.</summary>
internal static class ChangedNetwork
{
    /// <summary>Rewrites a folder with one weight file.</summary>
    /// <param name="folder">Has <c>config.json</c> and the file.</param>
    /// <param name="configuration">Keys to set, each with its value as JSON.</param>
    /// <param name="change">The name and shape that a tensor gets; null to leave it out. Its values are repeated to fill the shape.</param>
    public static void Write(string folder, (string Key, string Json)[] configuration, Func<string, WeightShape, (string Name, WeightShape Shape)?> change)
    {
        string weights = Directory.GetFiles(folder, "*.safetensors").Single(), file = Path.Combine(folder, "config.json");
        WeightData[] tensors = Read(weights, change);
        SafetensorsWriter.Write(weights, tensors);
        JsonNode root = JsonNode.Parse(File.ReadAllText(file))!;
        foreach ((string key, string json) in configuration)
            root[key] = JsonNode.Parse(json);
        File.WriteAllText(file, root.ToJsonString());
    }

    /// <summary>A shape in which some lengths are replaced.</summary>
    public static WeightShape Replace(WeightShape shape, params (long Old, long New)[] lengths)
    {
        var changed = new long[shape.Rank];
        for (int i = 0; i < changed.Length; i++)
            changed[i] = lengths.Where(length => length.Old == shape[i]).Select(length => length.New).DefaultIfEmpty(shape[i]).First();
        return new WeightShape(changed);
    }

    private static WeightData[] Read(string file, Func<string, WeightShape, (string Name, WeightShape Shape)?> change)
    {
        using WeightCollection weights = WeightFile.Open(file);
        var tensors = new List<WeightData>();
        foreach (WeightInfo info in weights.Entries)
        {
            if (change(info.Name, info.Shape) is not { } changed)
                continue;
            float[] values = weights.ReadFloat32(info.Name);
            tensors.Add(WeightData.FromFloat32(changed.Name, changed.Shape, Enumerable.Range(0, (int)changed.Shape.ElementCount).Select(i => values[i % values.Length]).ToArray()));
        }

        return [.. tensors];
    }
}
