using Sige.Tensors;
using Sige.Weights;

namespace Sige.Lowering;

/// <summary>One operation of an execution plan. Passes rewrite steps until the plan is finished.</summary>
internal abstract class PlanStep(string name)
{
    public string Name { get; } = name;

    /// <summary>What kind of step this is, for reports.</summary>
    public abstract string Kind { get; }

    /// <summary>What the step writes; null for statistics.</summary>
    public PlanTensor? Target { get; set; }

    /// <summary>What the step makes: its target, or a statistics step's affine.</summary>
    public virtual PlanValue Product => Target!;

    /// <summary>Where the step belongs when masks are applied: its output's size.</summary>
    public virtual Resolution Resolution => Target!.Shape.Resolution;

    /// <summary>The tensors read, in an order of their own.</summary>
    public abstract IEnumerable<Operand> Operands { get; }

    /// <summary>The scales and shifts read.</summary>
    public virtual IEnumerable<ChannelAffine> Affines => [];

    /// <summary>The constants that the step uploads, beside those that a convolution packs.</summary>
    public virtual IEnumerable<Parameter> Constants => [];

    /// <summary>All that is read.</summary>
    public IEnumerable<PlanValue> Reads => [.. Operands.Select(operand => operand.Tensor), .. Affines];

    /// <summary>The images of the step's result.</summary>
    public int Images => Product.Images;

    /// <summary>Multiply-adds of one output pixel in direct arithmetic.</summary>
    public virtual long MultiplyAddsPerPixel => 0;

    /// <summary>Multiply-adds of a dense run in direct arithmetic.</summary>
    public long MultiplyAdds => Images * Resolution.PixelCount * MultiplyAddsPerPixel;

    /// <summary>Whether the step reads a tensor at output pixels alone, without resampling.</summary>
    public virtual bool ReadsPointwise(Operand operand) => operand.ScaleLog2 == 0 && operand.Tensor.Shape.Resolution == Resolution;

    /// <summary>
    /// Which pixels the step reads to compute a pixel, each tensor as often as it reads it; unless a step says more, all where it does
    /// not read pointwise.
    /// </summary>
    public virtual IEnumerable<PixelReach> Reaches =>
        Operands.Select(operand => ReadsPointwise(operand) ? PixelReach.Pointwise(operand) : PixelReach.Whole(operand));

    /// <summary>Whether the step can read an operand's values as some of the channels of a wider tensor.</summary>
    public virtual bool TakesChannels(Operand operand) => false;

    /// <summary>Whether an operand may be float16; else the step wants it as float32.</summary>
    public virtual bool TakesFloat16(Operand operand) => true;

    /// <summary>Whether the step can write float16.</summary>
    public virtual bool MakesFloat16 => true;

    /// <summary>Whether what the step writes has to be of the type of what it reads.</summary>
    public virtual bool KeepsType => false;

    /// <summary>Puts other tensors in the place of those read.</summary>
    public abstract void ReplaceOperands(Func<Operand, Operand> replace);

    /// <summary>Makes what runs the step, once it is finished.</summary>
    /// <param name="memory">Where its tensors are.</param>
    /// <param name="options">How the session wants it to run.</param>
    public abstract StepRunner Bind(IStepMemory memory, StepOptions options);
}
