using Sige.Interop;

namespace Sige;

/// <summary>Why the engine refused or failed.</summary>
public enum SigeErrorKind
{
    /// <summary>An argument is wrong; the message names it, the expected and the found.</summary>
    InvalidArgument = SigeStatus.InvalidArgument,

    /// <summary>Memory could not be had; nothing was changed.</summary>
    OutOfMemory = SigeStatus.OutOfMemory,

    /// <summary>This device cannot do this; the message says why.</summary>
    Unsupported = SigeStatus.Unsupported,

    /// <summary>The device cannot be used here; the message says why.</summary>
    DeviceUnavailable = SigeStatus.DeviceUnavailable,

    /// <summary>A defect of the engine; the message says where.</summary>
    Internal = SigeStatus.Internal,
}
