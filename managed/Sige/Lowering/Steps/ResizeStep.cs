using System.Numerics;
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

    public override void ReplaceOperands(Func<Operand, Operand> replace) => Source = replace(Source);
}
