using System.Diagnostics;
using Sige.Devices;
using Sige.Graphs;
using Sige.Lowering;

namespace Sige.Sessions;

/// <summary>A plan bound to a device: memory, packed weights, masks and the schedule of edits. What every kind of session shares.</summary>
internal sealed class BoundPlan : IDisposable
{
    private readonly StepRunner[] _runners;
    private readonly ConvolutionPlan?[] _dense;
    private readonly ConvolutionPlan?[] _sparse;
    private readonly EditSchedule _schedule;
    private double _breakEven;

    public BoundPlan(Device device, Queue queue, ExecutionPlan plan, Resolution size, SessionOptions options, CancellationToken cancellationToken)
    {
        Queue = queue;
        Options = options;
        Plan = plan;
        Resolution[] resolutions = [.. plan.Steps.Select(step => step.Resolution).Distinct().OrderByDescending(resolution => resolution.PixelCount)];
        Memory = new PlanMemory(device, queue, plan);
        Pyramid = new MaskPyramid(device, size, [.. resolutions.Where(resolution => resolution.Covers(options.SparseFrom))], options.Masks);
        Levels = [.. resolutions.Select(resolution => new PlanLevel(resolution, Pyramid.Find(resolution)))];
        _schedule = new EditSchedule(plan, Levels.ToDictionary(level => level.Resolution), options.NormPolicy);
        _runners = new StepRunner[plan.Steps.Count];
        _dense = new ConvolutionPlan?[plan.Steps.Count];
        _sparse = new ConvolutionPlan?[plan.Steps.Count];
        try
        {
            for (int i = 0; i < _runners.Length; i++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                _runners[i] = StepRunner.Create(plan.Steps[i], Memory, queue, options);
            }

            Notices = PrepareWeights(cancellationToken);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public Queue Queue { get; }

    public SessionOptions Options { get; }

    public ExecutionPlan Plan { get; }

    public PlanMemory Memory { get; }

    public MaskPyramid Pyramid { get; }

    /// <summary>The resolutions at which steps run, largest first.</summary>
    public IReadOnlyList<PlanLevel> Levels { get; }

    /// <summary>One for each step of the plan.</summary>
    public IReadOnlyList<StepRunner> Runners => _runners;

    /// <summary>What a person should know of a dense run: the weights that are held twice.</summary>
    public IReadOnlyList<string> Notices { get; } = [];

    /// <summary>Packed weights in direct form, with the constants of normalisations.</summary>
    public long WeightBytes { get; private set; }

    /// <summary>Weights in Winograd forms.</summary>
    public long WinogradBytes { get; private set; }

    /// <summary>How a step runs in the edit that was decided last.</summary>
    public StepMode Mode(int step) => _schedule.Mode(step);

    /// <summary>The resolution at which a step runs.</summary>
    public PlanLevel Level(int step) => _schedule.Level(step);

    /// <summary>The pixels that a step computes; null for all.</summary>
    public ActiveSet? Active(int step, StepMode mode) => mode == StepMode.Sparse ? Level(step).Mask!.Active : null;

    /// <summary>Builds the active sets of an edit and decides how its steps run.</summary>
    /// <param name="inputs">The changed pixels, and which inputs they are in.</param>
    /// <param name="breakEven">The share of active pixels past which a resolution is computed whole.</param>
    public void DecideEdit(SessionInputs inputs, double breakEven)
    {
        Pyramid.Build(Queue, inputs.Changed.Mask, Options.ActivePolicy);
        Array.Clear(_sparse);
        _breakEven = breakEven;
        ReturnToEdit();
        _schedule.Decide(inputs.States, inputs.Changed.SampledScale);
    }

    /// <summary>Gives the resolutions the modes of the edit that was decided last; a whole run has changed them.</summary>
    public void ReturnToEdit()
    {
        foreach (PlanLevel level in Levels)
            level.Decide(_breakEven);
    }

    /// <summary>The multiply-adds of the edit that was decided last as a share of a whole run's.</summary>
    public double EditShare()
    {
        long multiplyAdds = 0;
        for (int i = 0; i < _runners.Length; i++)
            multiplyAdds += ReportBuilder.Pixels(Plan.Steps[i], Mode(i), Level(i)) * ReportBuilder.MultiplyAddsPerPixel(Plan.Steps[i]);
        return (double)multiplyAdds / Math.Max(1, Plan.MultiplyAdds);
    }

    /// <summary>Runs every step on all pixels.</summary>
    /// <param name="report">Is told what the steps did.</param>
    /// <param name="progress">Is told of each step.</param>
    /// <param name="cancellationToken">Ends the run between two steps.</param>
    /// <param name="finished">Is called after each step, within its time.</param>
    public void RunWhole(
        ReportBuilder report, IProgress<RunProgress>? progress, CancellationToken cancellationToken, Action<int>? finished = null)
    {
        foreach (PlanLevel level in Levels)
            level.DecideWhole();
        ForEachStep(
            step =>
            {
                _runners[step].Run(Queue, null);
                finished?.Invoke(step);
                return StepMode.Dense;
            },
            report, progress, cancellationToken);
    }

    /// <summary>Runs all steps in order, with times, reports and cancellation.</summary>
    /// <param name="run">Runs a step and says how much of it.</param>
    /// <param name="report">Is told what the steps did.</param>
    /// <param name="progress">Is told of each step.</param>
    /// <param name="cancellationToken">Ends the run between two steps.</param>
    public void ForEachStep(Func<int, StepMode> run, ReportBuilder report, IProgress<RunProgress>? progress, CancellationToken cancellationToken)
    {
        for (int i = 0; i < _runners.Length; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            long start = Stopwatch.GetTimestamp();
            StepMode mode = run(i);
            TimeSpan time = Stopwatch.GetElapsedTime(start);
            report.Add(i, mode, Level(i), time, Cost(i, mode));
            progress?.Report(new RunProgress(i + 1, _runners.Length));
        }
    }

    /// <summary>What a person should know of the last edit.</summary>
    public IReadOnlyList<string> EditNotices()
    {
        List<string>? notices = null;
        foreach (PlanLevel level in Levels)
        {
            if (level.IsPastBreakEven)
                (notices ??= [.. Notices]).Add(FormattableString.Invariant($"Resolution {level.Resolution} ran whole: {100 * level.Mask!.Share:0.#} % of its pixels are active."));
        }

        return notices ?? Notices;
    }

    /// <summary>Reads which pixels the last run computed at the largest resolution.</summary>
    public void ReadComputedPixels(Span<bool> destination)
    {
        PlanLevel level = Levels[0];
        if (destination.Length != level.Resolution.PixelCount)
            throw new ArgumentException($"There are {level.Resolution} pixels, but room for {destination.Length}.", nameof(destination));
        destination.Fill(level.Mode == StepMode.Dense);
        if (level.Mode != StepMode.Sparse)
            return;
        foreach (int pixel in level.Mask!.Active.ReadPixels(Queue))
            destination[pixel] = true;
    }

    /// <summary>Finds an output.</summary>
    /// <exception cref="InvalidOperationException"><paramref name="name"/> is null and there are several.</exception>
    /// <exception cref="ArgumentException">There is no such output, or another number of elements.</exception>
    public void ReadOutput(string? name, Span<float> destination)
    {
        if (name is null && Plan.Outputs.Count != 1)
            throw new InvalidOperationException($"The graph has {Plan.Outputs.Count} outputs: name the one to read.");
        foreach ((string output, PlanTensor tensor) in Plan.Outputs)
        {
            if (name is not null && output != name)
                continue;
            if (destination.Length != tensor.Shape.ElementCount)
                throw new ArgumentException($"Output '{output}' has {tensor.Shape.ElementCount} elements, {tensor.Shape}, but there is room for {destination.Length}.");
            DeviceTensor memory = Memory[tensor].Tensor;
            memory.Buffer!.Read(Queue, destination, memory.Offset);
            return;
        }

        throw new ArgumentException($"There is no output '{name}'; there is {string.Join(", ", Plan.Outputs.Select(output => output.Name))}.");
    }

    public void Dispose()
    {
        foreach (StepRunner? runner in _runners)
            runner?.Dispose();
        Pyramid.Dispose();
        Memory.Dispose();
    }

    /// <summary>What the cost model says of a run of a step; it is asked once for dense runs, and once for each set of active pixels.</summary>
    private ConvolutionPlan? Cost(int step, StepMode mode) => mode switch
    {
        StepMode.Dense => _dense[step] ??= _runners[step].QueryPlan(Queue, null),
        StepMode.Sparse => _sparse[step] ??= _runners[step].QueryPlan(Queue, Active(step, mode)),
        _ => null,
    };

    private IReadOnlyList<string> PrepareWeights(CancellationToken cancellationToken)
    {
        var layers = new List<(ConvolutionRunner Runner, PlanLevel Level)>();
        for (int i = 0; i < _runners.Length; i++)
        {
            if (_runners[i] is ConvolutionRunner convolution)
                layers.Add((convolution, Level(i)));
        }

        if (Pyramid.Levels.Any())
            Pyramid.Build(Queue, WinogradPlanner.TypicalMask(Pyramid.FullSize), Options.ActivePolicy);
        long direct = layers.Sum(layer => layer.Runner.Convolution.Query().DirectBytes);
        IReadOnlyList<string> notices = new WinogradPlanner(Queue, layers).Prepare((long)(Options.WinogradBudget * direct), cancellationToken);
        WeightBytes = direct + Memory.ConstantBytes;
        WinogradBytes = layers.Sum(layer => layer.Runner.WinogradBytes);
        return notices;
    }
}
