namespace Sige.Lowering;

/// <summary>How long a plan's tensor is kept.</summary>
internal enum TensorStorage
{
    /// <summary>Only while a run's later steps read it, at pixels that this run computed.</summary>
    Transient,

    /// <summary>From run to run, because an edit reads pixels of it that it does not compute.</summary>
    Recorded,

    /// <summary>Only while a run's later steps read it; the pixels that an edit reads and does not compute come from a cache.</summary>
    Cached,

    /// <summary>From run to run, and written by the caller.</summary>
    Input,
}
