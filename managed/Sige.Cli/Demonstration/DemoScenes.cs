using Sige.Cli.CommandLine;
using Sige.Cli.Painting;
using Sige.Imaging;

namespace Sige.Cli.Demonstration;

/// <summary>
/// The files that the demo ships: beside the program; or, where it is installed as a .NET tool, in the package that points to those of each
/// system, so that not each of them has the weights.
/// </summary>
internal static class DemoScenes
{
    /// <summary>The edits, in the order of the demo.</summary>
    public static readonly IReadOnlyList<string> Edits = ["add-car", "remove-tree", "move-person", "raise-building", "add-sign"];

    private const string Original = "original";

    private static readonly string Folder = FindFolder(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));

    /// <summary>The network.</summary>
    public static string WeightsPath => Find("street_spade.f16.safetensors");

    /// <summary>The denoiser of the second page; its configuration lies beside it.</summary>
    public static string DenoiserPath => Find("street_ddpm128.f16.safetensors");

    /// <summary>The scene that the edits change.</summary>
    public static Scene LoadOriginal() => Load(Original);

    /// <summary>A scene with its edges taken from its instances.</summary>
    /// <exception cref="CommandException">A file is missing.</exception>
    public static Scene Load(string name) => Scene.Load(Find($"{name}.labels.png"), Find($"{name}.instances.png"));

    /// <summary>A picture of the second page: <c>original</c>, or one of <see cref="DenoisingDemo.EditNames"/>.</summary>
    /// <exception cref="CommandException">The file is missing.</exception>
    public static RgbImage LoadPicture(string name) => RgbImage.Load(Find($"sdedit-{name}.png"));

    /// <summary>The folder of the files, or where it would be beside the program.</summary>
    /// <param name="program">The program's folder; that of a tool is <c>PACKAGES/sige.cli.RID/VERSION/tools/FRAMEWORK/RID</c>.</param>
    internal static string FindFolder(string program)
    {
        string beside = Path.Combine(program, "Demo");
        string package = Path.GetFullPath(Path.Combine(program, "..", "..", ".."));
        string pointing = Path.Combine(package, "..", "..", "sige.cli", Path.GetFileName(package), "Demo");
        return !Directory.Exists(beside) && Directory.Exists(pointing) ? Path.GetFullPath(pointing) : beside;
    }

    private static string Find(string name)
    {
        string path = Path.Combine(Folder, name);
        return File.Exists(path)
            ? path
            : throw new CommandException($"{path}: expected a file that comes with the program, found none: the installation is incomplete.");
    }
}
