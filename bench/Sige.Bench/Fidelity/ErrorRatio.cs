namespace Sige.Bench.Fidelity;

/// <summary>An error as a multiple of another.</summary>
/// <param name="Picture">Over all pixels.</param>
/// <param name="Mask">Over the pixels of a mask.</param>
internal readonly record struct ErrorRatio(double Picture, double Mask);
