using Sige.Models;

namespace Sige.Tests.Diffusion;

/// <summary>U-Nets of the recorded configurations' size, with random weights.</summary>
internal static class SmallUNets
{
    /// <summary>Height and width of their pictures.</summary>
    public const int Size = 64;

    public static DiffusionUNet Create(UNetKind kind) => DiffusionUNet.Random(new UNetConfiguration
    {
        Kind = kind,
        PictureSize = Size,
        Channels = 32,
        ChannelMultipliers = [1, 1, 2],
        BlocksPerLevel = 1,
        AttentionSizes = [16],
        HeadChannels = kind == UNetKind.Ddpm ? null : 32,
        EmbeddingChannels = 128,
        SparseFrom = 32,
        MaskEpsilon = kind == UNetKind.Ddpm ? 0.01f : 0.02f,
        MaskDilation = kind == UNetKind.Ddpm ? 5 : 2,
    });
}
