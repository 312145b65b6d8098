namespace Sige.Devices;

/// <summary>Sizes of an active set.</summary>
/// <param name="Pixels">Active pixels.</param>
/// <param name="Tiles2">2x2 tiles that cover them.</param>
/// <param name="Tiles4">4x4 tiles that cover them.</param>
/// <param name="Bytes">Memory that the set and its tables hold.</param>
public readonly record struct ActiveCounts(int Pixels, int Tiles2, int Tiles4, long Bytes);
