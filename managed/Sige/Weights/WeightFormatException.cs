namespace Sige.Weights;

/// <summary>A weight file is damaged, of another kind, or does not hold what was asked of it.</summary>
public sealed class WeightFormatException : FormatException
{
    /// <summary>Describes a fault of a weight file.</summary>
    /// <param name="filePath">The file at fault.</param>
    /// <param name="reason">What was expected and what was found.</param>
    /// <param name="offset">The position in the file in bytes, where it helps.</param>
    /// <param name="innerException">The fault below this one, if there is one.</param>
    public WeightFormatException(string filePath, string reason, long? offset = null, Exception? innerException = null)
        : base(offset is null ? $"{filePath}: {reason}" : $"{filePath}: at byte {offset}: {reason}", innerException)
    {
        FilePath = filePath;
        Offset = offset;
    }

    /// <summary>The file at fault.</summary>
    public string FilePath { get; }

    /// <summary>The position of the fault in bytes from the start of the file, where known.</summary>
    public long? Offset { get; }

    /// <summary>Makes text from a file fit for a message: short, on one line, in quotes.</summary>
    internal static string Quote(string text)
    {
        const int Longest = 100;
        string cut = text.Length <= Longest ? text : string.Concat(text.AsSpan(0, Longest), "…");
        return $"'{string.Concat(cut.Select(c => char.IsControl(c) || char.IsSurrogate(c) ? '?' : c))}'";
    }
}
