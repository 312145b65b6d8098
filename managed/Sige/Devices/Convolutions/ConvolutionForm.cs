namespace Sige.Devices;

/// <summary>One of the ways in which a device computes convolutions, as one convolution sees it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Refusal">Why it computes no run of this convolution; null where it may.</param>
/// <param name="KeptBytes">What weights of the form's own take, kept or not; 0 where it has none.</param>
/// <param name="IsKept">Whether they are kept.</param>
public sealed record ConvolutionForm(string Name, string? Refusal, long KeptBytes, bool IsKept)
{
    /// <summary>Means nothing on another device.</summary>
    internal int Id { get; init; }
}
