namespace Sige.Tests;

/// <summary>Finds the files of this repository that tests compare with, from wherever the tests were built into.</summary>
internal static class RepositoryFiles
{
    /// <summary>The top folder.</summary>
    /// <exception cref="DirectoryNotFoundException">The tests run outside the repository.</exception>
    public static string Root { get; } = Find();

    private static string Find()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Sige.Native.sln")))
                return folder.FullName;
        }

        throw new DirectoryNotFoundException($"No folder above {AppContext.BaseDirectory} has Sige.Native.sln.");
    }
}
