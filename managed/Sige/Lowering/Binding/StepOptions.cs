using Sige.Devices;

namespace Sige.Lowering;

/// <summary>How a session wants its steps to run.</summary>
/// <param name="Algorithm">The algorithm to force in convolutions that have the choice.</param>
internal readonly record struct StepOptions(ConvolutionAlgorithm Algorithm);
