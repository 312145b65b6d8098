namespace Sige.Tensors;

/// <summary>Where a tensor that holds a rectangle of a picture lies in it. The default stands for the whole picture.</summary>
/// <param name="Y">Top row of the rectangle in the picture.</param>
/// <param name="X">Left column of the rectangle in the picture.</param>
/// <param name="Picture">Size of the whole picture.</param>
public readonly record struct Window(int Y, int X, Resolution Picture);
