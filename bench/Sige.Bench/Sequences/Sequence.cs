using System.Globalization;
using System.Text;
using Sige.Bench.Edits;
using Sige.Devices;
using Sige.Graphs;
using Sige.Lowering;
using Sige.Sessions;
using Sige.Tensors;

namespace Sige.Bench.Sequences;

/// <summary>
/// Writes the sequence of operators that a session runs on a network as a shape file for the native bench, which has no graphs: its tensors
/// and where they lie, the sets of pixels of an edit, and the steps with what an edit does at each. Its format: bench/native/README.md.
/// </summary>
internal sealed class Sequence : IDisposable
{
    /// <summary>The edit in which the modes of steps and the reach of loads are found: a rectangle of this share of the picture.</summary>
    private const double EditPercent = 1.2;

    private readonly SequenceModel _model;
    private readonly Device _device = Device.Open(DeviceKind.Cpu);
    private readonly ExecutionPlan _plan;
    private readonly EditPlanner _edits;
    private readonly EditLoads? _loads;
    private readonly CacheLayout? _layout;
    private readonly Dictionary<PlanTensor, int> _tensors = [];
    private readonly Dictionary<ChannelAffine, int> _affines = [];

    private Sequence(SequenceModel model)
    {
        _model = model;
        var cached = new CachedSessionOptions { Session = model.Options };
        Resolution size = SessionInputs.MaskSize(model.Graph, model.Options);
        _plan = model.IsCached ? CachePlanning.Lower(model.Graph, slots: 1, cached, new EngineOptions()).Plan : ExecutionPlan.Create(model.Graph.Lower(), model.Options.Lowering);
        _edits = new EditPlanner(_device, _plan, size, model.Options);
        Decide(SessionInputs.PictureSize(model.Graph), EditArea.Mark(EditForm.Rectangle, size, EditPercent));
        if (model.IsCached)
        {
            _layout = new CacheLayout(_plan, size, cached);
            _loads = new EditLoads(_device, _edits);
            _loads.Decide();
        }

        foreach (PlanTensor tensor in _plan.Tensors)
            _tensors.Add(tensor, _tensors.Count);
        foreach (ChannelAffine affine in _plan.Steps.SelectMany(step => step.Affines.Concat(step is StatisticsStep made ? [made.Result] : [])))
            _affines.TryAdd(affine, _affines.Count);
    }

    /// <summary>The shape file of a network.</summary>
    /// <param name="name">One of <see cref="SequenceModel.Names"/>.</param>
    /// <exception cref="ArgumentException">There is no such network.</exception>
    public static string Write(string name)
    {
        using var sequence = new Sequence(SequenceModel.Create(name));
        return sequence.Write();
    }

    public void Dispose()
    {
        _loads?.Dispose();
        _edits.Dispose();
        _device.Dispose();
    }

    /// <summary>An edit of the labels, where there are any, else of every input of the picture.</summary>
    private void Decide(Resolution inputs, byte[] mask)
    {
        var picture = new PictureMask(inputs, _model.Options.MaskScale);
        var changed = new ChangedPixels(inputs);
        picture.Take(mask);
        picture.Reduce(changed.Mask);
        changed.Summarise();
        bool hasLabels = _plan.Inputs.Any(IsLabels);
        bool[] dirty = [.. _plan.Inputs.Select(input => _plan.Placement(input).IsOfPicture && (!hasLabels || IsLabels(input)))];
        _edits.Decide(mask, changed.SampledScale, dirty, _model.Options.BreakEven);
    }

    private static bool IsLabels(PlanTensor tensor) => tensor.ElementType == ElementType.UInt8;

    private string Write()
    {
        var sets = new SequenceSets(_edits);
        var steps = new StringBuilder();
        var line = new StepLine(_tensors, _affines);
        for (int i = 0; i < _plan.Steps.Count; i++)
            steps.Append(line.Of(_plan.Steps[i])).Append(EditOf(i, sets)).Append('\n');
        var text = new StringBuilder();
        WriteHead(text);
        foreach (PlanTensor tensor in _plan.Tensors)
            WriteTensor(text, tensor);
        foreach ((ChannelAffine affine, int index) in _affines)
            text.Append(CultureInfo.InvariantCulture, $"affine {index} n={affine.Images} c={affine.Channels} constant={(affine is ConstantAffine ? 1 : 0)}\n");
        sets.Write(text);
        text.Append(steps);
        foreach ((_, PlanTensor tensor) in _plan.Outputs)
            text.Append(CultureInfo.InvariantCulture, $"output {_tensors[tensor]}\n");
        return text.ToString();
    }

    private void WriteHead(StringBuilder text)
    {
        (SessionOptions options, Resolution size) = (_model.Options, _edits.Pyramid.FullSize);
        text.Append("sige-shapes 1\n");
        text.Append(CultureInfo.InvariantCulture, $"model {_model.Name} cached={(_model.IsCached ? 1 : 0)} h={size.H} w={size.W} arena={_plan.ArenaBytes}");
        text.Append(CultureInfo.InvariantCulture, $" break_even={options.BreakEven} kept_budget={options.ResolvedKeptWeightsBudget}\n");
        text.Append(CultureInfo.InvariantCulture, $"masks policy={options.ActivePolicy.ToString().ToLowerInvariant()} first={options.Masks.FirstDilation}");
        text.Append(CultureInfo.InvariantCulture, $" level={options.Masks.LevelDilation} threshold={options.Masks.Threshold}\n");
    }

    private void WriteTensor(StringBuilder text, PlanTensor tensor)
    {
        (TensorPlacement placement, TensorShape shape) = (_plan.Placement(tensor), tensor.Shape);
        text.Append(CultureInfo.InvariantCulture, $"tensor {_tensors[tensor]} n={shape.N} h={shape.H} w={shape.W} c={shape.C}");
        if (IsLabels(tensor))
            text.Append(CultureInfo.InvariantCulture, $" type=u8 ids={LabelCount()}");
        if (placement.Storage == TensorStorage.Input)
            text.Append(!placement.IsOfPicture ? " input=condition" : " input=picture");
        if (placement.IsInArena)
            text.Append(CultureInfo.InvariantCulture, $" arena={placement.ArenaOffset}");
        if (_plan.IndexOf(tensor) is >= 0 and int step && _layout?.Tensor(step) is { } kept)
            text.Append(kept.ElementType == ElementType.Float16 ? " cached=f16" : " cached=f32");
        text.Append('\n');
    }

    /// <summary>How many ids the network tells apart.</summary>
    private int LabelCount() => _plan.Steps.Max(step => step switch
    {
        ConvolutionStep { ReadsLabels: true } convolution => convolution.InChannels - (convolution.Source2?.Channels ?? 0),
        OneHotStep oneHot => oneHot.Target!.Shape.C,
        _ => 0,
    });

    /// <summary>What an edit does at a step: which pixels it computes, what of the old ones it keeps, and what it loads from the cache.</summary>
    private string EditOf(int index, SequenceSets sets)
    {
        if (_plan.IsOfSettings(index))
            return " edit=settings";
        (PlanStep step, StepMode mode) = (_plan.Steps[index], _edits.Mode(index));
        string edit = mode switch
        {
            StepMode.Sparse => $" edit={sets.OfStep(index)}",
            StepMode.Dense => " edit=whole",
            _ => " edit=none",
        };
        return edit + (step is StatisticsStep statistics ? KeptOf(index, statistics, mode) : step.Target is { } target ? KeptOf(index, target, mode, sets) : "");
    }

    private string KeptOf(int index, StatisticsStep step, StepMode mode) =>
        (mode == StepMode.Sparse && _plan.CanUpdate(step) ? " update=1" : "") + (_layout?.Statistics(index) is null ? "" : " cached=1");

    private string KeptOf(int index, PlanTensor target, StepMode mode, SequenceSets sets)
    {
        if (_loads is null)
            return mode == StepMode.Sparse && _plan.Placement(target).Storage == TensorStorage.Recorded ? " keep=1" : "";
        if (_plan.Placement(target).Storage != TensorStorage.Cached)
            return "";
        CacheLoad load = _loads.Of(index);
        string loaded = load == CacheLoad.None ? "" : _loads.Pixels(target, load) is { } pixels ? $" load={sets.Around(pixels, load == CacheLoad.Halo)}" : " load=whole";
        return loaded + (_loads.KeepsOldRows(index) ? " keep=1" : "");
    }
}
