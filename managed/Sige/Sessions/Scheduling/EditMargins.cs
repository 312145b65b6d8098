using Sige.Graphs;
using Sige.Lowering;

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
    /// <param name="normPolicy">What edits do to statistics.</param>
    public EditMargins(ExecutionPlan plan, Func<Resolution, bool> isSparse, NormPolicy normPolicy)
    {
        (_plan, _isSparse, _normPolicy) = (plan, isSparse, normPolicy);
        _isLast = new bool[plan.Steps.Count];
        _margins = new EditMargin[plan.Steps.Count];
        IReadOnlyDictionary<PlanTensor, int> reaches = OutputReach.Of(plan);
        for (int i = plan.Steps.Count - 1; i >= 0; i--)
        {
            _isLast[i] = FindIsLast(i);
            if (!_isLast[i] && FollowsChange(plan.Steps[i]) && RadiusBehind(i) is > 0 and int width)
                _margins[i] = new EditMargin(width, reaches.TryGetValue(plan.Steps[i].Target!, out int reach) ? reach : null);
        }

        for (int i = 0; i < plan.Steps.Count; i++)
        {
            if (_isLast[i])
                _margins[i] = new EditMargin(RadiusOfLast(plan.Steps[i]));
        }
    }

    /// <summary>What a step computes beyond the active pixels.</summary>
    public EditMargin this[int step] => _margins[step];

    /// <summary>Whether a step's result is an output, or read pixel by pixel by such steps alone.</summary>
    public bool IsLast(int step) => _isLast[step];

    private bool FindIsLast(int index)
    {
        PlanStep step = _plan.Steps[index];
        if (step is StatisticsStep { Result: var affine })
            return Enumerable.Range(0, _isLast.Length).Where(reader => _plan.Steps[reader].Affines.Contains(affine)).All(IsLast);
        PlanTensor target = step.Target!;
        return _plan.Outputs.Any(output => output.Tensor == target)
            || _plan.Readers(target).All(reader => _isLast[reader] && OperandsOf(reader, target).All(_plan.Steps[reader].ReadsPointwise));
    }

    /// <summary>Whether a step reads an enlarged tensor that has changed beyond the step's active pixels, and its result is kept.</summary>
    private bool FollowsChange(PlanStep step) =>
        step.Target is { IsReadBeyondActive: true } target
        && _isSparse(step.Resolution)
        && !IsBoundByStatistics(target)
        && step.Operands.Any(operand => operand.ScaleLog2 > 0 && operand.Tensor.IsOfPicture && (IsModulated(step, operand) || !_isSparse(operand.Tensor.Shape.Resolution)));

    private static bool IsModulated(PlanStep step, Operand operand) =>
        step is ConvolutionStep { Modulation: not ModulationForm.None, Modulated: var modulated } && modulated == operand;

    /// <summary>Statistics that edits bring up to date count active pixels only, so no others may change.</summary>
    private bool IsBoundByStatistics(PlanTensor tensor) => _plan.Readers(tensor).Any(reader =>
        _plan.Steps[reader] is StatisticsStep statistics && statistics.Source.Tensor.Shape.Resolution == tensor.Shape.Resolution
        && (_normPolicy == NormPolicy.Exact || _isLast[reader]));

    /// <summary>How far the kernels reach that read a step's result at its own resolution, each from all that it computes.</summary>
    private int RadiusBehind(int index)
    {
        PlanStep step = _plan.Steps[index];
        int radius = 0;
        foreach (int reader in _plan.Readers(step.Target!))
        {
            if (_plan.Steps[reader] is ConvolutionStep convolution && convolution.Resolution == step.Resolution)
                radius = Math.Max(radius, RadiusOver(convolution, step.Target!) + (_isLast[reader] ? 0 : _margins[reader].Width));
        }

        return radius;
    }

    private int RadiusOfLast(PlanStep step) => step is StatisticsStep ? 0 : step.Operands
        .Where(operand => operand.ScaleLog2 == 0 && _plan.IndexOf(operand.Tensor) >= 0 && operand.Tensor.Shape.Resolution == step.Resolution)
        .Select(operand => _margins[_plan.IndexOf(operand.Tensor)].Width)
        .DefaultIfEmpty()
        .Max() + (step is ConvolutionStep convolution ? convolution.Geometry.Radius : 0);

    private IEnumerable<Operand> OperandsOf(int step, PlanTensor tensor) => _plan.Steps[step].Operands.Where(operand => operand.Tensor == tensor);

    /// <summary>How far a convolution's kernel moves over a tensor; 0 where it reads it pixel by pixel.</summary>
    private static int RadiusOver(ConvolutionStep step, PlanTensor tensor) =>
        step.Operands.Any(operand => operand.Tensor == tensor && !step.ReadsPointwise(operand)) ? step.Geometry.Radius : 0;
}
