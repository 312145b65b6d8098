using Sige.Imaging;
using Sige.Models;
using Sige.Weights;

namespace Sige.Bench.SdEdit;

/// <summary>The demo's denoiser and street pictures, which lie beside this program.</summary>
internal static class StreetFiles
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Street");

    private static readonly string DenoiserPath = Path.Combine(Folder, "street_ddpm128.f16.safetensors");

    /// <summary>The sizes of the denoiser.</summary>
    public static UNetConfiguration ReadConfiguration() => UNetConfiguration.Resolve(null, DenoiserPath);

    /// <summary>The weights of the denoiser; they stay open until its graphs are lowered.</summary>
    public static WeightCollection OpenWeights() => WeightFile.Open(DenoiserPath);

    /// <summary>A picture of the demo's second page, 128x128: <c>original</c>, or strokes on it.</summary>
    public static RgbImage LoadDemoPicture(string name) => RgbImage.Load(Path.Combine(Folder, $"sdedit-{name}.png"));

    /// <summary>The street that the demo's generator paints, halved to 256x128: the scale of the pictures that trained the denoiser.</summary>
    public static RgbImage LoadStreet() => RgbImage.Load(Path.Combine(Folder, "original.reference.png")).Shrink(2);
}
