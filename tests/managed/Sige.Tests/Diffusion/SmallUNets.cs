using Sige.Models;
using Sige.Weights;

namespace Sige.Tests.Diffusion;

/// <summary>The U-Nets whose weights are recorded; they are not trained.</summary>
internal static class SmallUNets
{
    /// <summary>Height and width of their pictures.</summary>
    public const int Size = 64;

    /// <summary>The weight file of a kind.</summary>
    public static string Weights(UNetKind kind) => GoldenData.Find(kind == UNetKind.Ddpm ? "ddpm" : "pd", "weights.pth");

    public static DiffusionUNet Load(UNetKind kind, WeightCollection weights) =>
        DiffusionUNet.Load(weights, UNetConfiguration.Resolve(null, Weights(kind)));
}
