using Sige.Devices;
using Sige.Weights;

namespace Sige.Lowering;

/// <summary>How a session wants its steps to run.</summary>
/// <param name="Form">Name of the form to force in convolutions that it can compute; null for the cheapest.</param>
/// <param name="Precision">In what steps multiply.</param>
/// <param name="Weights">What packed weights are kept as.</param>
internal readonly record struct StepOptions(
    string? Form, ComputePrecision Precision = ComputePrecision.Float32, WeightPrecision Weights = WeightPrecision.AsFile);
