using Sige.Imaging;
using Sige.Weights;

namespace Sige.Cli.CommandLine;

/// <summary>Turns exceptions into the one line that a person needs.</summary>
internal static class Failures
{
    /// <summary>Whether the exception describes something outside the program: a file, an option, the machine.</summary>
    public static bool IsExpected(Exception exception) => exception
        is CommandException or WeightFormatException or ImageFormatException or SigeException
        or DllNotFoundException or IOException or UnauthorizedAccessException or OutOfMemoryException;

    /// <summary>The exception that a type initialiser or a task wraps.</summary>
    public static Exception Unwrap(Exception exception) => exception switch
    {
        TypeInitializationException { InnerException: { } inner } => Unwrap(inner),
        AggregateException { InnerExceptions.Count: 1 } aggregate => Unwrap(aggregate.InnerExceptions[0]),
        _ => exception,
    };

    /// <summary>One line, without control characters.</summary>
    public static string Describe(Exception exception)
    {
        string message = IsExpected(exception)
            ? exception.Message
            : $"unexpected {exception.GetType().Name}: {exception.Message} (--verbose shows where)";
        IEnumerable<string> lines = message.ReplaceLineEndings("\n").Split('\n').Select(line => line.Trim());
        return string.Concat(string.Join("; ", lines).Replace(":; ", ": ", StringComparison.Ordinal).Select(c => char.IsControl(c) ? '?' : c));
    }
}
