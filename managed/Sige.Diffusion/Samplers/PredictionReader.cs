namespace Sige.Diffusion;

/// <summary>What a network's prediction says of the picture and of the noise that are mixed in a state.</summary>
/// <param name="kind">What is predicted, in as many channels as the state has.</param>
/// <param name="level">How the state is mixed.</param>
internal readonly struct PredictionReader(PredictionKind kind, SignalNoise level)
{
    /// <summary>The picture.</summary>
    public float Picture(float state, float prediction) => kind switch
    {
        PredictionKind.Noise => (state - prediction * level.Noise) / level.Signal,
        PredictionKind.Velocity => level.Signal * state - level.Noise * prediction,
        _ => prediction,
    };

    /// <summary>The noise.</summary>
    public float Noise(float state, float prediction) => kind switch
    {
        PredictionKind.Noise => prediction,
        PredictionKind.Velocity => level.Signal * prediction + level.Noise * state,
        _ => (state - level.Signal * prediction) / level.Noise,
    };
}
