using System.CommandLine;
using Sige.Sessions;
using Sige.Tensors;

namespace Sige.Bench.Commands;

/// <summary><c>--sparse-from</c>: below which resolution edits compute every pixel.</summary>
internal static class SparseFromOption
{
    /// <summary>Makes the option.</summary>
    public static Option<int?> Create()
    {
        var option = new Option<int?>("--sparse-from")
        {
            Description = "Height of the smallest resolution at which edits compute active pixels alone; the default is the model's.",
            HelpName = "N",
        };
        option.Require(height => height is not < 1, "--sparse-from is 1 or more.");
        return option;
    }

    /// <summary>A model's options from another resolution on, of the same proportion as the model's own.</summary>
    /// <param name="options">The model's.</param>
    /// <param name="height">The height; null for the model's own.</param>
    public static SessionOptions Over(SessionOptions options, int? height) => height is not { } given
        ? options
        : options with { SparseFrom = new Resolution(given, Math.Max(1, given * options.SparseFrom.W / options.SparseFrom.H)) };
}
