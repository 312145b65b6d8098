using Sige.Devices;
using Sige.Lowering;
using Sige.Tensors;

namespace Sige.Sessions;

/// <summary>
/// How far beyond the active pixels edits compute each step's result. Most steps stop there: that is the method's approximation. Three
/// kinds do not, because what they read has changed beyond, what is behind them shows it, and it costs little to follow.
/// </summary>
/// <remarks>
/// <para>The last steps, whose results are outputs: each goes as far as the change in what it reads reaches, a kernel's radius.</para>
/// <para>
/// A modulation of an enlarged tensor, which the smaller resolution's edit has changed in a wider ring: kernels behind it read the
/// modulated form. The reference implementation modulates anew whatever a kernel reads.
/// </para>
/// <para>
/// A step that reads an enlarged tensor of a resolution that every edit computes whole, so that all of it has changed. The reference
/// implementation of Progressive Distillation runs the block that does so whole.
/// </para>
/// <para>The latter two go as far as the kernels behind them reach, where outputs at changed pixels depend on it.</para>
/// <para>What such a step reads pixel by pixel of tensors that do not outlive a run is computed as far, too.</para>
/// </remarks>
internal sealed class EditMargins
{
    private readonly ExecutionPlan _plan;
    private readonly Func<Resolution, bool> _isSparse;
    private readonly NormPolicy _normPolicy;
    private readonly bool[] _isLast;
    private readonly EditMargin[] _margins;

    /// <summary>Decides for all steps.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="isSparse">Whether edits compute active pixels only at a resolution.</param>
    /// <param name="options">How edits run.</param>
    public EditMargins(ExecutionPlan plan, Func<Resolution, bool> isSparse, SessionOptions options)
    {
        (_plan, _isSparse, _normPolicy) = (plan, isSparse, options.NormPolicy);
        _isLast = new bool[plan.Steps.Count];
        _margins = new EditMargin[plan.Steps.Count];
        FindLast();
        if (!options.FollowsChanges)
            return;
        for (int i = 0; i < plan.Steps.Count; i++)
        {
            if (_isLast[i])
                _margins[i] = new EditMargin(RadiusOfLast(plan.Steps[i]));
        }

        IReadOnlyDictionary<PlanTensor, int> reaches = OutputReach.Of(plan);
        for (int i = plan.Steps.Count - 1; i >= 0; i--)
            _margins[i] = _margins[i].Union(FollowsChange(i) ? MarginBehind(i, reaches) : default).Union(MarginOfReaders(i));
    }

    /// <summary>What a step computes beyond the active pixels.</summary>
    public EditMargin this[int step] => _margins[step];

    /// <summary>
    /// Whether a step's result is an output, or is read pixel by pixel by such steps alone; or whether it normalises or activates what
    /// such convolutions read, or takes the statistics for that.
    /// </summary>
    public bool IsLast(int step) => _isLast[step];

    private void FindLast()
    {
        for (int i = _isLast.Length - 1; i >= 0; i--)
            _isLast[i] = _plan.Steps[i].Target is { } target && (_plan.IsOutput(target) || _plan.Readers(target).All(reader => _isLast[reader] && ReadsPointwise(reader, target)));
        bool[] isBefore = new bool[_isLast.Length];
        for (int i = _isLast.Length - 1; i >= 0; i--)
            isBefore[i] = _plan.Steps[i] is AffineStep { Target: { } target } && _plan.Readers(target).All(reader => _isLast[reader] || isBefore[reader]);
        for (int i = 0; i < _isLast.Length; i++)
            _isLast[i] |= isBefore[i];
        for (int i = 0; i < _isLast.Length; i++)
        {
            if (_plan.Steps[i] is StatisticsStep { Result: var affine })
                _isLast[i] = _plan.Readers(affine).All(IsLast);
        }
    }

    /// <summary>Whether a step reads an enlarged tensor that has changed beyond the step's active pixels, and its result is kept.</summary>
    private bool FollowsChange(int index)
    {
        PlanStep step = _plan.Steps[index];
        return !_isLast[index]
            && step.Target is { } target && _plan.Placement(target).IsReadBeyondActive
            && _isSparse(step.Resolution)
            && !IsBoundByStatistics(target)
            && step.Operands.Any(operand => operand.ScaleLog2 > 0 && _plan.Placement(operand.Tensor).IsOfPicture
                && (IsModulated(step, operand) || !_isSparse(operand.Tensor.Shape.Resolution)));
    }

    private static bool IsModulated(PlanStep step, Operand operand) =>
        step is ConvolutionStep { Modulation: not Modulation.None, Modulated: var modulated } && modulated == operand;

    /// <summary>Statistics that edits bring up to date count active pixels only, so no others may change.</summary>
    private bool IsBoundByStatistics(PlanTensor tensor) => _plan.Readers(tensor).Any(reader =>
        _plan.Steps[reader] is StatisticsStep statistics && statistics.Source.Tensor.Shape.Resolution == tensor.Shape.Resolution
        && (_normPolicy == NormPolicy.Exact || _isLast[reader]));

    /// <summary>As far as the kernels reach that read a step's result at its own resolution, each from all that it computes.</summary>
    private EditMargin MarginBehind(int index, IReadOnlyDictionary<PlanTensor, int> reaches)
    {
        PlanTensor target = _plan.Steps[index].Target!;
        int width = 0;
        foreach (int reader in _plan.Readers(target))
        {
            if (_plan.Steps[reader] is ConvolutionStep convolution && convolution.Resolution == target.Shape.Resolution)
                width = Math.Max(width, (ReadsPointwise(reader, target) ? 0 : convolution.Geometry.Radius) + (_isLast[reader] ? 0 : _margins[reader].Width));
        }

        return width == 0 ? default : new EditMargin(width, reaches.TryGetValue(target, out int reach) ? reach : null);
    }

    /// <summary>What steps with margins read pixel by pixel of a tensor that is there only where this edit computes it.</summary>
    private EditMargin MarginOfReaders(int index) =>
        _plan.Steps[index].Target is { } target && _plan.Placement(target).Storage == TensorStorage.Transient && _isSparse(target.Shape.Resolution)
            ? _plan.Readers(target).Where(reader => ReadsPointwise(reader, target)).Aggregate(default(EditMargin), (margin, reader) => margin.Union(_margins[reader]))
            : default;

    private int RadiusOfLast(PlanStep step) => step is StatisticsStep ? 0 : step.Operands
        .Select(operand => _plan.IndexOf(operand.Tensor))
        .Where(producer => producer >= 0 && _isLast[producer] && _plan.Steps[producer].Resolution == step.Resolution)
        .Select(producer => _margins[producer].Width)
        .DefaultIfEmpty()
        .Max() + (step is ConvolutionStep convolution ? convolution.Geometry.Radius : 0);

    private bool ReadsPointwise(int reader, PlanTensor tensor) =>
        _plan.Steps[reader].Operands.Where(operand => operand.Tensor == tensor).All(_plan.Steps[reader].ReadsPointwise);
}
