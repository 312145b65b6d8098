namespace Sige.Sessions;

/// <summary>How a <see cref="CachedSession"/> stores activations.</summary>
public enum CachePrecision
{
    /// <summary>
    /// Rounded to the nearest float16, ties to even. A tensor with a value past 65504 is stored as float32 and named in the report.
    /// </summary>
    Float16,

    /// <summary>
    /// As the device keeps them, to the bit: float32, or with <see cref="Sige.Devices.ComputePrecision.Float16"/> on a GPU that keeps
    /// activations so float16, which is what they were rounded to already.
    /// </summary>
    Float32,
}
