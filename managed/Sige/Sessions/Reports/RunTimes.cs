namespace Sige.Sessions;

/// <summary>Where a run's time went. Its parts add up to the whole.</summary>
public readonly record struct RunTimes
{
    /// <summary>Convolutions, with what is fused into them.</summary>
    public required TimeSpan Convolutions { get; init; }

    /// <summary>The network's other steps but for <see cref="Statistics"/>: attention, pooling, sums.</summary>
    public required TimeSpan Operators { get; init; }

    /// <summary>The statistics of normalisations.</summary>
    public required TimeSpan Statistics { get; init; }

    /// <summary>What steps keep of old pixels, so that an edit can be undone, and load from a cache.</summary>
    public required TimeSpan Keeping { get; init; }

    /// <summary>Putting back what the edit before overwrote, or committing it.</summary>
    public required TimeSpan Undo { get; init; }

    /// <summary>Finding the changed pixels and taking them over.</summary>
    public required TimeSpan Difference { get; init; }

    /// <summary>Masks, active sets, index tables, and deciding how each step runs.</summary>
    public required TimeSpan Masks { get; init; }

    /// <summary>Bringing inputs and tables to the device.</summary>
    public required TimeSpan Upload { get; init; }

    /// <summary>Going from step to step, skipped ones included: calls, events and progress.</summary>
    public required TimeSpan Calls { get; init; }

    /// <summary>All of it.</summary>
    public TimeSpan Total => Convolutions + Operators + Around;

    /// <summary>All but what the network computes: what a program pays beside convolutions and <see cref="Operators"/> because it edits.</summary>
    public TimeSpan Around => Statistics + Keeping + Undo + Difference + Masks + Upload + Calls;

    /// <summary>Sums two runs up.</summary>
    public static RunTimes operator +(RunTimes left, RunTimes right) => new()
    {
        Convolutions = left.Convolutions + right.Convolutions,
        Operators = left.Operators + right.Operators,
        Statistics = left.Statistics + right.Statistics,
        Keeping = left.Keeping + right.Keeping,
        Undo = left.Undo + right.Undo,
        Difference = left.Difference + right.Difference,
        Masks = left.Masks + right.Masks,
        Upload = left.Upload + right.Upload,
        Calls = left.Calls + right.Calls,
    };

    /// <inheritdoc cref="op_Addition"/>
    public static RunTimes Add(RunTimes left, RunTimes right) => left + right;
}
