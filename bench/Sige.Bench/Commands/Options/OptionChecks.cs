using System.CommandLine;
using System.CommandLine.Parsing;

namespace Sige.Bench.Commands;

/// <summary>What values of options must be.</summary>
internal static class OptionChecks
{
    /// <summary>Refuses values that are not good.</summary>
    /// <param name="option">The option.</param>
    /// <param name="isGood">Whether a value is.</param>
    /// <param name="sentence">What is said otherwise.</param>
    public static void Require<T>(this Option<T> option, Func<T?, bool> isGood, string sentence) =>
        option.Check(value => isGood(value) ? null : sentence);

    /// <summary>Refuses values that have a fault; one that cannot be read is refused by the parser.</summary>
    /// <param name="option">The option.</param>
    /// <param name="findFault">The sentence that says it, or null.</param>
    public static void Check<T>(this Option<T> option, Func<T?, string?> findFault) => option.Validators.Add(result =>
    {
        if (TryRead(result, out T? value) && findFault(value) is { } fault)
            result.AddError(fault);
    });

    private static bool TryRead<T>(OptionResult result, out T? value)
    {
        try
        {
            value = result.GetValueOrDefault<T>();
            return true;
        }
        catch (InvalidOperationException)
        {
            value = default;
            return false;
        }
    }
}
