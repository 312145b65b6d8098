namespace Sige.DoubleHost;

/// <summary>What can be made to fail.</summary>
internal enum DriverEvent
{
    /// <summary>The launch of a kernel or a graph.</summary>
    Launch = 1,

    /// <summary>A copy, or filling memory with a value.</summary>
    Copy = 2,

    /// <summary>The beginning of a capture, its end, and making a graph of it.</summary>
    Capture = 6,
}
