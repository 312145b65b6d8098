using System.Numerics;
using Sige.Devices;
using Sige.Tensors;

namespace Sige.Lowering;

/// <summary>Resizes to the nearest pixel.</summary>
internal sealed class ResizeStep(string name) : PlanStep(name)
{
    public required Operand Source { get; set; }

    /// <summary>The power of two of the resize, the same for both sides; null if it is none.</summary>
    public int? ScaleLog2
    {
        get
        {
            Resolution from = Source.Tensor.Shape.Resolution;
            bool up = Resolution.Covers(from);
            (Resolution small, Resolution large) = up ? (from, Resolution) : (Resolution, from);
            int scale = BitOperations.Log2((uint)(large.H / small.H));
            bool exact = large.H == small.H << scale && large.W == small.W << scale;
            return !exact ? null : up ? scale : -scale;
        }
    }

    public override string Kind => "resize";

    public override IEnumerable<Operand> Operands => [Source];

    public override bool ReadsPointwise(Operand operand) => false;

    public override bool KeepsType => true;

    public override IEnumerable<PixelReach> Reaches => [PixelReach.Resized(Source, Resolution)];

    public override void ReplaceOperands(Func<Operand, Operand> replace) => Source = replace(Source);

    public override StepRunner Bind(IStepMemory memory, StepOptions options) => new OperatorRunner((queue, active) =>
        Operators.ResizeNearest(queue, memory.View(Source), active, memory.View(Target!)));
}
