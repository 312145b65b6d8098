using System.CommandLine;

namespace Sige.Bench.Commands;

/// <summary><c>--model</c> of a command that measures one model or all.</summary>
internal static class ModelsOption
{
    private const string All = "all";

    /// <summary>Makes the option.</summary>
    /// <param name="names">The models.</param>
    public static Option<string> Create(IReadOnlyList<string> names)
    {
        var model = new Option<string>("--model") { Description = "The model.", DefaultValueFactory = _ => All };
        model.AcceptOnlyFromAmong([All, .. names]);
        return model;
    }

    /// <summary>Which of the models are meant.</summary>
    /// <param name="names">The models.</param>
    /// <param name="given">The option's value.</param>
    public static IReadOnlyList<string> Choose(IReadOnlyList<string> names, string given) => given == All ? names : [given];
}
