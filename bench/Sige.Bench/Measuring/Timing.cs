using System.Diagnostics;

namespace Sige.Bench.Measuring;

/// <summary>How samples become one figure.</summary>
internal enum Estimate
{
    /// <summary>The middle one: what a user sees.</summary>
    Median,

    /// <summary>The shortest: what the code can do where other work disturbs it.</summary>
    Best,
}

/// <summary>Times work after a warm-up.</summary>
internal static class Timing
{
    private static readonly TimeSpan ShortestSample = TimeSpan.FromMilliseconds(3);

    /// <summary>How long the runtime takes to compile what runs often; until then its compiler takes a processor.</summary>
    private static readonly TimeSpan CompileTime = TimeSpan.FromSeconds(2);

    /// <summary>Times runs that differ by their number.</summary>
    /// <param name="runs">Runs that count.</param>
    /// <param name="warmUps">Runs before them, at least; there are more until <paramref name="warmUpTime"/> has passed.</param>
    /// <param name="run">Is given the number of the run, warm-ups included.</param>
    /// <param name="warmUpTime">Null for two seconds.</param>
    /// <param name="counted">Is called after each run that counts, outside its time; null for nobody.</param>
    /// <returns>Median time of a run in seconds.</returns>
    public static double Median(int runs, int warmUps, Action<int> run, TimeSpan? warmUpTime = null, Action? counted = null)
    {
        int number = WarmUp(warmUps, run, warmUpTime);
        var samples = new double[runs];
        for (int i = 0; i < runs; i++)
        {
            samples[i] = Once(() => run(number + i));
            counted?.Invoke();
        }

        return Statistics.Median(samples);
    }

    /// <summary>Runs that do not count.</summary>
    /// <param name="warmUps">How many, at least; there are more until <paramref name="time"/> has passed.</param>
    /// <param name="run">Is given the number of the run.</param>
    /// <param name="time">Null for two seconds.</param>
    /// <returns>How many there were.</returns>
    public static int WarmUp(int warmUps, Action<int> run, TimeSpan? time = null)
    {
        int number = 0;
        for (long start = Stopwatch.GetTimestamp(); number < warmUps || Stopwatch.GetElapsedTime(start) < (time ?? CompileTime); number++)
            run(number);
        return number;
    }

    /// <summary>Times an action.</summary>
    /// <returns>Seconds.</returns>
    public static double Once(Action action)
    {
        long start = Stopwatch.GetTimestamp();
        action();
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    /// <summary>Times an action that runs again and again; one that is too short to time is repeated within a sample.</summary>
    /// <param name="runs">Samples.</param>
    /// <param name="action">What to time.</param>
    /// <param name="estimate">How samples become a time.</param>
    /// <returns>Time of one call in seconds.</returns>
    public static double Hot(int runs, Action action, Estimate estimate = Estimate.Median)
    {
        action();
        int repeats = Math.Clamp((int)Math.Ceiling(ShortestSample.TotalSeconds / Math.Max(Once(action), 1e-7)), 1, 10_000);
        var samples = new double[runs];
        for (int i = 0; i < runs; i++)
            samples[i] = Once(() => Repeat(action, repeats)) / repeats;
        return Reduce(samples, estimate);
    }

    /// <summary>Times an action whose data is in no cache.</summary>
    /// <param name="runs">Samples.</param>
    /// <param name="evict">Empties the caches before each sample.</param>
    /// <param name="action">What to time.</param>
    /// <param name="estimate">How samples become a time.</param>
    /// <returns>Time of one call in seconds.</returns>
    public static double Cold(int runs, Action evict, Action action, Estimate estimate = Estimate.Median)
    {
        var samples = new double[runs];
        for (int i = 0; i < runs; i++)
        {
            evict();
            samples[i] = Once(action);
        }

        return Reduce(samples, estimate);
    }

    /// <summary>Seconds as milliseconds, to the microsecond.</summary>
    public static double Milliseconds(double seconds) => Math.Round(seconds * 1e3, 3);

    /// <summary>Seconds as milliseconds, to the microsecond; null for null.</summary>
    public static double? Milliseconds(double? seconds) => seconds is { } value ? Milliseconds(value) : null;

    private static double Reduce(double[] samples, Estimate estimate) =>
        estimate == Estimate.Best ? samples.Min() : Statistics.Median(samples);

    private static void Repeat(Action action, int count)
    {
        for (int i = 0; i < count; i++)
            action();
    }
}
