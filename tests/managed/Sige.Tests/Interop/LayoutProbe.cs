using Sige.Tests.Native;

namespace Sige.Tests.Interop;

/// <summary>What the C compiler makes of the header: the lines that the generated layout probe prints.</summary>
internal static class LayoutProbe
{
    private static readonly Lazy<string[][]> Lines = new(Run);

    /// <summary>The facts of one kind, without the word that names the kind.</summary>
    /// <param name="kind">struct, field, enum or function.</param>
    public static IEnumerable<string[]> Facts(string kind)
        => Lines.Value.Where(line => line[0] == kind).Select(line => line[1..]);

    private static string[][] Run()
    {
        var (exitCode, output) = NativeTestTree.Run(NativeTestTree.Binary("sige_layout_probe"), []);
        if (exitCode != 0)
            throw new InvalidOperationException($"The layout probe failed: {output}");
        return [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(line => line.Split(' '))];
    }
}
