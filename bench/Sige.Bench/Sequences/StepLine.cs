using System.Globalization;
using System.Text;
using Sige.Devices;
using Sige.Lowering;
using Sige.Tensors;

namespace Sige.Bench.Sequences;

/// <summary>Writes what one step of a plan computes as words <c>key=value</c>; what has its default is left out.</summary>
/// <param name="tensors">The number of each tensor.</param>
/// <param name="affines">The number of each scale and shift.</param>
internal sealed class StepLine(IReadOnlyDictionary<PlanTensor, int> tensors, IReadOnlyDictionary<ChannelAffine, int> affines)
{
    private readonly StringBuilder _text = new();

    /// <summary>The words of a step.</summary>
    /// <exception cref="NotSupportedException">There is no line for steps of this type.</exception>
    public string Of(PlanStep step)
    {
        _text.Clear();
        _text.Append("step ").Append(step.Kind.Replace(' ', '_'));
        Word("name", step.Name.Replace(' ', '_'));
        if (step.Target is { } target)
            Word("dst", tensors[target]);
        if (step.MultiplyAddsPerPixel > 0)
            Word("macs", step.Images * step.MultiplyAddsPerPixel);
        Write(step);
        return _text.ToString();
    }

    private void Write(PlanStep step)
    {
        switch (step)
        {
            case ConvolutionStep convolution:
                WriteConvolution(convolution);
                break;
            case StatisticsStep statistics:
                WriteStatistics(statistics);
                break;
            case AttentionStep attention:
                Sources(("query", attention.Query), ("key", attention.Key), ("value", attention.Value));
                Word("heads", attention.Heads);
                Word("scale", attention.Scale);
                Flag("causal", attention.IsCausal);
                break;
            case AveragePoolStep pool:
                Sources(("src", pool.Source));
                Prologue(pool);
                break;
            case AffineStep affine:
                Sources(("src", affine.Source));
                Affine("affine", affine.Affine);
                Activation("act", affine.Activation);
                break;
            case ModulateStep modulate:
                Sources(("src", modulate.Source), ("gamma", modulate.Gamma), ("beta", modulate.Beta));
                Activation("act", modulate.Activation);
                break;
            case GateStep gate:
                Sources(("src", gate.Source), ("gate", gate.Gate));
                Activation("act", gate.Activation);
                break;
            case LayerNormStep norm:
                Sources(("src", norm.Source));
                Word("eps", norm.Epsilon);
                Flag("weight", norm.Weight is not null);
                Flag("bias", norm.Bias is not null);
                break;
            case TimeEmbeddingStep embedding:
                Sources(("src", embedding.Time));
                Flag("cosines_first", embedding.Order == EmbeddingOrder.CosSin);
                Word("shift", embedding.DownscaleShift);
                break;
            case AddStep add:
                Sources(("src", add.Left), ("src2", add.Right));
                break;
            case ConcatStep concat:
                foreach (Operand source in concat.Sources)
                    Sources(("part", source));
                break;
            case ResizeStep resize:
                Sources(("src", resize.Source));
                break;
            case OneHotStep labels:
                Sources(("src", labels.Labels));
                break;
            default:
                throw new NotSupportedException($"Step '{step.Name}' of {step.GetType().Name} has no line in a shape file.");
        }
    }

    private void WriteConvolution(ConvolutionStep step)
    {
        ConvolutionGeometry kernel = step.Geometry;
        Sources(("src", step.Source), ("src2", step.Source2), ("residual", step.Residual), ("image_bias", step.ImageBias), ("modulated", step.Modulated));
        Word("ic", step.InChannels);
        Word("oc", step.FilterCount);
        Word("kernel", $"{kernel.KernelH}x{kernel.KernelW}");
        Word("stride", $"{kernel.StrideH}x{kernel.StrideW}");
        Word("pad", $"{kernel.PadTop},{kernel.PadLeft},{kernel.PadBottom},{kernel.PadRight}");
        if (step.Groups > 1)
            Word("groups", step.Groups);
        if (step.Modulation != Modulation.None)
            Word("modulation", step.Modulation.ToString().ToLowerInvariant());
        Flag("bias", step.Filters.Any(part => part.Bias is not null));
        Flag("exact", ConvolutionLayer.PrecisionOf(step, ComputePrecision.BFloat16) == ComputePrecision.Float32);
        Prologue(step);
        Affine("modulated_affine", step.ModulatedAffine);
        Activation("act", step.Activation);
    }

    private void WriteStatistics(StatisticsStep step)
    {
        Sources(("src", step.Source), ("src2", step.Source2), ("image_scale", step.ImageScale), ("image_shift", step.ImageShift));
        Word("groups", step.Groups);
        Word("eps", step.Epsilon);
        Flag("weight", step.Weight is not null);
        Flag("bias", step.Bias is not null);
        Affine("result", step.Result);
    }

    private void Prologue(PrologueStep step)
    {
        Affine("prologue", step.Prologue);
        Activation("prologue_act", step.PrologueActivation);
    }

    private void Sources(params ReadOnlySpan<(string Key, Operand? Operand)> sources)
    {
        foreach ((string key, Operand? operand) in sources)
        {
            if (operand is { } seen)
                Word(key, seen.IsAll ? $"{tensors[seen.Tensor]}" : $"{tensors[seen.Tensor]},{seen.FirstChannel},{seen.Channels},{seen.ScaleLog2}");
        }
    }

    private void Affine(string key, ChannelAffine? affine)
    {
        if (affine is not null)
            Word(key, affines[affine]);
    }

    private void Activation(string key, Activation activation)
    {
        if (!activation.IsNone)
            Word(key, activation.Slope == 0 ? $"{activation.Function}" : FormattableString.Invariant($"{activation.Function},{activation.Slope}"));
    }

    private void Flag(string key, bool holds)
    {
        if (holds)
            Word(key, 1);
    }

    private void Word<T>(string key, T value) => _text.Append(CultureInfo.InvariantCulture, $" {key}={value}");
}
