namespace Sige.Devices;

/// <summary>Sizes of an active set.</summary>
/// <param name="Pixels">Active pixels.</param>
/// <param name="TilesOf2">2x2 tiles that cover them.</param>
/// <param name="TilesOf4">4x4 tiles that cover them.</param>
/// <param name="TouchedTiles">Aligned 4x4 tiles that <see cref="ActivePolicy.Tiles"/> makes of the mask, whatever the policy.</param>
/// <param name="Bytes">Memory that the set and its tables hold.</param>
public readonly record struct ActiveCounts(int Pixels, int TilesOf2, int TilesOf4, int TouchedTiles, long Bytes);
