using Sige.Interop;

namespace Sige.Devices;

/// <summary>Over what a normalisation takes its mean and variance.</summary>
public enum StatisticsKind
{
    /// <summary>Each channel of each image.</summary>
    Instance = SigeNormKind.Instance,

    /// <summary>Each group of channels of each image.</summary>
    Group = SigeNormKind.Group,

    /// <summary>Each channel over the whole batch.</summary>
    Batch = SigeNormKind.Batch,
}
