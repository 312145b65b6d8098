namespace Sige.Diffusion;

/// <summary>Noise levels whose seventh roots are equally far apart: close together where little noise is left.</summary>
/// <remarks>
/// They reach from the schedule's noisiest time step to its cleanest.
/// Source: Karras et al., <i>Elucidating the Design Space of Diffusion-Based Generative Models</i>, NeurIPS 2022, equation 5.
/// </remarks>
internal static class KarrasSigmas
{
    private const double Rho = 7;

    /// <summary>Standard deviations of the noise on a picture that is not scaled, most first.</summary>
    public static double[] Of(BetaSchedule schedule, int steps)
    {
        double most = Math.Pow(schedule.Sigma(schedule.Count - 1), 1 / Rho);
        double least = Math.Pow(schedule.Sigma(0), 1 / Rho);
        double width = steps > 1 ? (least - most) / (steps - 1) : 0;
        return [.. Enumerable.Range(0, steps).Select(i => Math.Pow(most + i * width, Rho))];
    }
}
