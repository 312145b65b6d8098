namespace Sige.Sessions;

/// <summary>An input of float32.</summary>
internal sealed class FloatInputState(TensorMemory memory) : InputState<float>(memory)
{
    protected override ReadOnlyMemory<float> Elements(in SessionInput given) => given.Floats;

    protected override bool Differs(float left, float right, float epsilon) =>
        PixelDifferences.Differs(left, right, epsilon);
}
