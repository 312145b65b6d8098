namespace Sige.Diffusion;

/// <summary>What a network predicts of a noised picture with C channels.</summary>
public enum PredictionKind
{
    /// <summary>The noise, C channels.</summary>
    Noise,

    /// <summary>The picture and then the noise, 2 C channels.</summary>
    PictureAndNoise,

    /// <summary>
    /// The velocity, C channels: signal times noise less noise times picture, each with the factor of the other.
    /// Source: Salimans and Ho, <i>Progressive Distillation for Fast Sampling of Diffusion Models</i>, ICLR 2022, appendix D.
    /// </summary>
    Velocity,

    /// <summary>The picture, C channels.</summary>
    Picture,
}
