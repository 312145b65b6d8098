namespace Sige.Bench.Fidelity;

/// <summary>The outputs of runs that went side by side, [N, H, W, C] each.</summary>
/// <param name="Original">Of the original inputs.</param>
/// <param name="Sparse">Of the edited inputs, computed where the reference does.</param>
/// <param name="Dense">Of the edited inputs, computed whole.</param>
internal sealed record EmulatedEdit(float[] Original, float[] Sparse, float[] Dense);
