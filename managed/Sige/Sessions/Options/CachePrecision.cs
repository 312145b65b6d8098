namespace Sige.Sessions;

/// <summary>How a <see cref="CachedSession"/> stores activations.</summary>
public enum CachePrecision
{
    /// <summary>
    /// Rounded to the nearest float16, ties to even. A tensor with a value past 65504 is stored as float32 and named in the report.
    /// </summary>
    Float16,

    /// <summary>As computed.</summary>
    Float32,
}
