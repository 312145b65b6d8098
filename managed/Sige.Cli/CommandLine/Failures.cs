using Sige.Cli.Files;
using Sige.Imaging;
using Sige.Weights;

namespace Sige.Cli.CommandLine;

/// <summary>Turns exceptions into the one line that a person needs.</summary>
internal static class Failures
{
    /// <summary>Whether the exception describes something outside the program: a file, an option, the machine.</summary>
    public static bool IsExpected(Exception exception) => SystemFault.Is(exception) || IsInstallation(exception) || exception
        is CommandException or WeightFormatException or ImageFormatException or SigeException or OutOfMemoryException;

    /// <summary>The exception that a type initialiser or a task wraps.</summary>
    public static Exception Unwrap(Exception exception) => exception switch
    {
        TypeInitializationException { InnerException: { } inner } => Unwrap(inner),
        AggregateException { InnerExceptions.Count: 1 } aggregate => Unwrap(aggregate.InnerExceptions[0]),
        _ => exception,
    };

    /// <summary>One line, without control characters.</summary>
    /// <param name="exception">The exception.</param>
    /// <param name="typed">What the person typed: paths are named as they are written there.</param>
    public static string Describe(Exception exception, params IEnumerable<string> typed)
    {
        string message = exception switch
        {
            OutOfMemoryException => "there is too little memory for this: close other programs, or work on smaller pictures or files.",
            _ when SystemFault.Is(exception) => SystemFault.Describe(exception, typed),
            _ when IsExpected(exception) => exception.Message,
            _ => $"unexpected {exception.GetType().Name}: {exception.Message} (--verbose shows where)",
        };
        IEnumerable<string> lines = message.ReplaceLineEndings("\n").Split('\n').Select(line => line.Trim());
        return string.Concat(string.Join("; ", lines).Replace(":; ", ": ", StringComparison.Ordinal).Select(c => char.IsControl(c) ? '?' : c));
    }

    /// <summary>The native library is missing, of another processor, or of another version.</summary>
    private static bool IsInstallation(Exception exception) => exception is DllNotFoundException or BadImageFormatException or EntryPointNotFoundException;
}
