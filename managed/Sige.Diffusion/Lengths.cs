namespace Sige.Diffusion;

/// <summary>Checks of span lengths.</summary>
internal static class Lengths
{
    public static void Check(int actual, int expected, string parameter)
    {
        if (actual != expected)
            throw new ArgumentException($"Expected {expected} elements but found {actual}.", parameter);
    }
}
