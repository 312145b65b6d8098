using System.CommandLine;
using Sige.Bench.Sequences;

namespace Sige.Bench.Commands;

/// <summary><c>shapes</c>: writes the shape files of the native bench.</summary>
internal static class ShapesCommand
{
    /// <summary>How the files end.</summary>
    public const string Extension = ".shapes";

    public static Command Create()
    {
        var folder = new Option<DirectoryInfo>("--folder")
        {
            Description = "Where the files go.",
            DefaultValueFactory = _ => new DirectoryInfo("bench/native/shapes"),
        };
        var command = new Command("shapes", "Writes the sequence of operators of each network, for the native bench.") { folder };
        command.SetAction(result => Write(result.GetValue(folder)!));
        return command;
    }

    private static int Write(DirectoryInfo folder)
    {
        folder.Create();
        foreach (string name in SequenceModel.Names)
        {
            string path = Path.Combine(folder.FullName, name + Extension);
            File.WriteAllText(path, Sequence.Write(name));
            Console.WriteLine($"Wrote {path}.");
        }

        return 0;
    }
}
