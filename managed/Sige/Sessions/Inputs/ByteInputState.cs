namespace Sige.Sessions;

/// <summary>An input of bytes; labels are checked against the classes that there are.</summary>
internal sealed class ByteInputState(TensorMemory memory, int? labelCount) : InputState<byte>(memory)
{
    public override void Check(in SessionInput given)
    {
        base.Check(given);
        if (labelCount is not { } limit || limit > byte.MaxValue)
            return;
        int at = given.Bytes.Span.IndexOfAnyExceptInRange((byte)0, (byte)(limit - 1));
        if (at < 0)
            return;
        int x = at % Planned.Shape.W;
        int y = at / Planned.Shape.W % Planned.Shape.H;
        throw new ArgumentException($"Input '{Name}' expects labels from 0 to {limit - 1}, but has {given.Bytes.Span[at]} at x {x}, y {y}.");
    }

    protected override ReadOnlyMemory<byte> Elements(in SessionInput given) => given.Bytes;

    protected override bool Differs(byte left, byte right, float epsilon) => Math.Abs(left - right) > epsilon;
}
