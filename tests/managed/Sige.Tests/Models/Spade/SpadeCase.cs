using System.Globalization;
using Sige.Imaging;
using Sige.Weights;

namespace Sige.Tests.Models;

/// <summary>
/// One small generator whose 36 input channels may be read in several ways, the pictures that PyTorch painted with it for each, and
/// variants of its file.
/// </summary>
internal static class SpadeCase
{
    private const int Channels = 36;

    /// <summary>The checkpoint.</summary>
    public static string Generator { get; } = Find("generator.pth");

    /// <summary>A file of the case.</summary>
    public static string Find(string name) => GoldenData.Find("cases", "spade", name);

    /// <summary>A label map of the case.</summary>
    public static LabelMap Labels(string name) => LabelMap.Load(Find(name));

    /// <summary>The tensors of the checkpoint, each changed or, by null, left out.</summary>
    public static WeightCollection Change(Func<WeightInfo, WeightInfo?> change) => WeightFile.FromMemory("generator", Changed(change));

    /// <summary>The generator without running statistics, as those with instance normalisation are saved.</summary>
    public static WeightCollection InstanceNorm() => Change(WithoutStatistics);

    /// <summary>A rule of <see cref="Change"/>: no running statistics.</summary>
    public static WeightInfo? WithoutStatistics(WeightInfo info) => info.Name.Contains("running_", StringComparison.Ordinal) ? null : info;

    /// <summary>A rule of <see cref="Change"/>: the first layer of a generator with a latent vector.</summary>
    public static WeightInfo? WithLatentVector(WeightInfo info) => info.Name switch
    {
        "fc.weight" => info with { Shape = [32, 64] },
        "fc.bias" => info with { Shape = [32] },
        _ => info,
    };

    /// <summary>A rule of <see cref="Change"/>: another number of input channels.</summary>
    public static Func<WeightInfo, WeightInfo?> Reading(int channels) => info => info.Shape is { Rank: 4 } shape && shape[1] == Channels
        ? info with { Shape = [shape[0], channels, shape[2], shape[3]] }
        : info;

    /// <summary>Writes a changed checkpoint.</summary>
    /// <param name="path">A safetensors file.</param>
    /// <param name="change">The rule.</param>
    public static void Save(string path, Func<WeightInfo, WeightInfo?> change) => SafetensorsWriter.Write(path, Changed(change));

    /// <summary>
    /// A generator of 300 classes and edges. The recorded file has the channels that the recorded map chooses; the others do not count
    /// and are zero here.
    /// </summary>
    public static IReadOnlyList<WeightData> Classes300()
    {
        using WeightCollection file = WeightFile.Open(Find("classes_300.safetensors"));
        int[] kept = [.. file.Metadata["kept_channels"].Split(',').Select(channel => int.Parse(channel, CultureInfo.InvariantCulture))];
        int channels = int.Parse(file.Metadata["channels"], CultureInfo.InvariantCulture);
        return [.. file.Entries.Select(info => Expand(info, file.ReadFloat32(info.Name), kept, channels))];
    }

    private static List<WeightData> Changed(Func<WeightInfo, WeightInfo?> change)
    {
        using WeightCollection file = WeightFile.Open(Generator);
        var tensors = new List<WeightData>();
        foreach (WeightInfo info in file.Entries)
        {
            if (change(info) is not { } changed)
                continue;
            float[] values = file.ReadFloat32(info.Name);
            float[] resized = [.. Enumerable.Range(0, (int)changed.Shape.ElementCount).Select(i => values[i % values.Length])];
            tensors.Add(WeightData.FromFloat32(changed.Name, changed.Shape, resized));
        }

        return tensors;
    }

    private static WeightData Expand(WeightInfo info, float[] values, int[] kept, int channels)
    {
        if (info.Shape.Rank != 4 || info.Shape[1] != kept.Length || !(info.Name == "fc.weight" || info.Name.Contains("mlp_shared", StringComparison.Ordinal)))
            return WeightData.FromFloat32(info.Name, info.Shape, values);
        int taps = (int)(info.Shape[2] * info.Shape[3]);
        var result = new float[info.Shape[0] * channels * taps];
        for (int i = 0; i < values.Length; i++)
        {
            int filter = i / (kept.Length * taps);
            int channel = kept[i / taps % kept.Length];
            result[(filter * channels + channel) * taps + i % taps] = values[i];
        }

        return WeightData.FromFloat32(info.Name, [info.Shape[0], channels, info.Shape[2], info.Shape[3]], result);
    }
}
