using Sige.Interop;

namespace Sige.Devices;

/// <summary>Whether a convolution's filters modulate another tensor (SPADE).</summary>
public enum Modulation
{
    /// <summary>A plain convolution.</summary>
    None = SigeModulation.None,

    /// <summary>The first half of the filters is gamma, the second beta; both read the concatenated sources.</summary>
    Joint = SigeModulation.Joint,

    /// <summary>As <see cref="Joint"/>, but gamma reads the first source alone and beta the second alone.</summary>
    Split = SigeModulation.Split,
}
