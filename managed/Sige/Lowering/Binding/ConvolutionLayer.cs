using Sige.Devices;
using Sige.Tensors;

namespace Sige.Lowering;

/// <summary>A convolution as the cost model sees it: shapes, without the memory of a run.</summary>
internal sealed class ConvolutionLayer
{
    private readonly ConvolutionRun _run;

    /// <summary>Describes a step.</summary>
    /// <param name="step">The step.</param>
    /// <param name="convolution">Its convolution, with or without weights.</param>
    /// <param name="algorithm">The algorithm to force, where the step has the choice.</param>
    public ConvolutionLayer(ConvolutionStep step, Convolution convolution, ConvolutionAlgorithm algorithm)
    {
        Step = step;
        Convolution = convolution;
        Algorithm = AlgorithmOf(step, algorithm);
        _run = new ConvolutionRun
        {
            Algorithm = Algorithm,
            Source = Planned(step.Source),
            SourceScaleLog2 = step.Source.ScaleLog2,
            Source2 = Planned(step.Source2),
            Source2ScaleLog2 = step.Source2?.ScaleLog2 ?? 0,
            Modulated = Planned(step.Modulated),
            ModulatedScaleLog2 = step.Modulated?.ScaleLog2 ?? 0,
            Destination = Planned(Operand.All(step.Target!)),
        };
    }

    public ConvolutionStep Step { get; }

    public Convolution Convolution { get; }

    /// <summary>The algorithm that runs ask for.</summary>
    public ConvolutionAlgorithm Algorithm { get; }

    /// <summary>What the kept Winograd forms take.</summary>
    public long WinogradBytes
    {
        get
        {
            ConvolutionMemory memory = Convolution.Query();
            return (memory.IsWinograd2Kept ? memory.Winograd2Bytes : 0) + (memory.IsWinograd4Kept ? memory.Winograd4Bytes : 0);
        }
    }

    /// <summary>The form of a step's convolution.</summary>
    public static ConvolutionDescription Describe(ConvolutionStep step) => new(
        step.InChannels, step.FilterCount, step.Geometry, step.Groups, step.Modulation switch
        {
            ModulationForm.Joint => Modulation.Joint,
            ModulationForm.Split => Modulation.Split,
            _ => Modulation.None,
        });

    /// <summary>What the cost model says of a run.</summary>
    /// <param name="queue">The queue.</param>
    /// <param name="active">The pixels of the output to compute, or null for all.</param>
    /// <param name="assumeKept">Whether to cost every Winograd form as if its weights were kept.</param>
    public ConvolutionPlan QueryPlan(Queue queue, ActiveSet? active, bool assumeKept = false) =>
        Convolution.QueryPlan(queue, _run with { Active = active }, assumeKept);

    private static ConvolutionAlgorithm AlgorithmOf(ConvolutionStep step, ConvolutionAlgorithm algorithm)
    {
        bool hasChoice = step is { ReadsLabels: false, IsDepthwise: false };
        bool isWinograd = algorithm is ConvolutionAlgorithm.Winograd2 or ConvolutionAlgorithm.Winograd4;
        bool winogradApplies = step.Geometry == ConvolutionGeometry.Same(3);
        return hasChoice && (!isWinograd || winogradApplies) ? algorithm : ConvolutionAlgorithm.Auto;
    }

    private static DeviceTensor Planned(Operand? operand) => operand is not { } seen
        ? default
        : DeviceTensor.Planned(seen.Tensor.Shape with { C = seen.Channels }, seen.Tensor.ElementType);
}
