namespace Sige.Diffusion;

/// <summary>What a session is busy with.</summary>
public enum DiffusionActivity
{
    /// <summary>The steps of the original are run whole and recorded.</summary>
    Recording,

    /// <summary>An edited picture is denoised.</summary>
    Denoising,
}
