using Sige.Interop;

namespace Sige.Devices;

/// <summary>How a mask becomes a set of active pixels.</summary>
public enum ActivePolicy
{
    /// <summary>The pixels of the mask.</summary>
    Pixels = SigePolicy.Pixels,

    /// <summary>Every 4x4 output tile whose 6x6 input touches the mask: the reference's choice.</summary>
    Tiles = SigePolicy.Tiles,
}
