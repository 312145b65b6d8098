using Sige.Devices;
using Sige.Sessions;
using Sige.Weights;

namespace Sige.Cli.CommandLine;

/// <summary>How a session is to run, where that is not left to the network.</summary>
/// <param name="Policy">What an edit recomputes; null for the network's own choice.</param>
/// <param name="Precision">In what it multiplies; null for the network's own choice.</param>
/// <param name="Weights">What its weights are kept as; null for the network's own choice.</param>
internal readonly record struct SessionSettings(ActivePolicy? Policy, ComputePrecision? Precision = null, WeightPrecision? Weights = null)
{
    /// <summary>A network's options with what was asked for.</summary>
    public SessionOptions Over(SessionOptions network) => network with
    {
        ActivePolicy = Policy ?? network.ActivePolicy,
        Precision = Precision ?? network.Precision,
        WeightPrecision = Weights ?? network.WeightPrecision,
    };
}
