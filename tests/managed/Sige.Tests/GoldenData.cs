namespace Sige.Tests;

/// <summary>Finds the recorded data in the repository's <c>tests/golden</c>, which is read where it lies.</summary>
internal static class GoldenData
{
    private static readonly Lazy<string> Root = new(FindRoot);

    /// <summary>The full path of a recorded file, such as <c>GoldenData.Find("gaugan", "weights.pth")</c>.</summary>
    public static string Find(params ReadOnlySpan<string> parts)
    {
        string path = Path.Combine([Root.Value, .. parts]);
        return File.Exists(path) || Directory.Exists(path)
            ? path
            : throw new FileNotFoundException("Recorded data is missing from the repository.", path);
    }

    private static string FindRoot()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            string candidate = Path.Combine(folder.FullName, "tests", "golden");
            if (Directory.Exists(candidate))
                return candidate;
        }

        throw new DirectoryNotFoundException($"No folder tests/golden above {AppContext.BaseDirectory}.");
    }
}
