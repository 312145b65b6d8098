namespace Sige.DoubleHost;

/// <summary>A law does not hold; the message says what was found.</summary>
internal sealed class CheckFailedException(string message) : Exception(message)
{
    public static void Require(bool holds, string found)
    {
        if (!holds)
            throw new CheckFailedException(found);
    }
}
