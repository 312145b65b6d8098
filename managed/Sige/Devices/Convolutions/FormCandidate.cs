namespace Sige.Devices;

/// <summary>What the cost model says of one form for a run of a convolution.</summary>
/// <param name="Form">The form.</param>
/// <param name="Cost">As <see cref="ConvolutionCosts.Cost"/>; 0 where the form refuses.</param>
/// <param name="Refusal">Why the form cannot compute the run; null where it can.</param>
public readonly record struct FormCandidate(ConvolutionForm Form, double Cost, string? Refusal)
{
    /// <inheritdoc/>
    public override string ToString() => Refusal is null ? FormattableString.Invariant($"{Form.Name} {Cost:0.00e0}") : $"{Form.Name}: {Refusal}";
}
