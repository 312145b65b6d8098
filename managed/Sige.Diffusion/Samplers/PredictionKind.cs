namespace Sige.Diffusion;

/// <summary>What a network predicts of a noised picture with C channels.</summary>
public enum PredictionKind
{
    /// <summary>The noise, C channels.</summary>
    Noise,

    /// <summary>The picture and then the noise, 2 C channels.</summary>
    PictureAndNoise,
}
