namespace Sige.Weights;

/// <summary>Writes all elements of a constant, row-major and little-endian, into memory of exactly their size.</summary>
/// <param name="destination">Receives the elements.</param>
public delegate void ParameterReader(Span<byte> destination);
