namespace Sige.DoubleHost;

/// <summary>What can be made to fail.</summary>
internal enum DriverEvent
{
    /// <summary>Taking memory, of the device or pinned.</summary>
    Allocation = 0,

    /// <summary>The launch of a kernel or a graph.</summary>
    Launch = 1,

    /// <summary>A copy, or filling memory with a value.</summary>
    Copy = 2,

    /// <summary>Waiting for a stream or an event.</summary>
    Synchronization = 3,

    /// <summary>The loading of a module.</summary>
    Module = 4,

    /// <summary>Any call; from then on the device is lost.</summary>
    Call = 5,

    /// <summary>The beginning of a capture, its end, and making a graph of it.</summary>
    Capture = 6,
}
