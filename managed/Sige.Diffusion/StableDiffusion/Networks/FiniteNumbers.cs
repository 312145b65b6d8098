namespace Sige.Diffusion;

/// <summary>Refuses what no picture can be made of: a number that is none would be seen as black, and would spread with each edit.</summary>
internal static class FiniteNumbers
{
    /// <summary>Throws where a network gave a number that is NaN or infinite.</summary>
    /// <param name="values">What it gave.</param>
    /// <param name="network">Its name, for the message.</param>
    /// <exception cref="SigeException">There is such a number.</exception>
    public static void Require(ReadOnlySpan<float> values, string network)
    {
        bool areFinite = true;
        foreach (float value in values)
            areFinite &= float.IsFinite(value);
        if (!areFinite)
            throw new SigeException(SigeErrorKind.InvalidArgument, $"The {network} is expected to give finite numbers, but some are not: its weights, those of a low-rank update or of the prompt, its configuration's factors or the precision lead beyond the range of numbers.");
    }
}
