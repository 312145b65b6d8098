using NUnit.Framework;
using Sige.Cli.CommandLine;
using Sige.Cli.Files;
using Sige.Imaging;
using Sige.Tests.Imaging;

namespace Sige.Tests.Cli;

/// <summary>Where outputs may go. What is refused is refused before any work, in the words of the command line.</summary>
internal sealed class OutputPathTests
{
    [Test]
    public void AnOutputThatIsAnInputIsRefusedHoweverItIsWritten()
    {
        using var files = new GoldenDenoiser("ddpm");
        byte[] before = File.ReadAllBytes(files.Edited);
        string link = files.PathOf("link.png");
        File.CreateSymbolicLink(link, files.Edited);
        Directory.CreateSymbolicLink(files.PathOf("linked"), files.PathOf("."));
        string[] spellings = [files.Edited, link, files.PathOf("linked/edited.png"), files.PathOf("./linked/../edited.png"), Path.GetRelativePath(".", files.Edited)];

        foreach (string spelling in spellings)
            AssertRefused(CommandRun.Of(files.With("--out", spelling)), 2, $"{spelling}: this output is also an input");
        AssertRefused(CommandRun.Of(files.With("--out", link)), 2, link, files.Edited);
        Assert.That(File.ReadAllBytes(files.Edited), Is.EqualTo(before));
    }

    [Test]
    public void ANumberedOutputIsComparedWithEveryInput()
    {
        using var files = new GoldenDenoiser("ddpm");
        string second = files.SaveEdit("o-2.png", x: 44, y: 8);

        AssertRefused(CommandRun.Of([.. files.With("--out", files.PathOf("o.png")), "--edited", second]), 2, second, "also an input");
    }

    [Test]
    public void EveryCommandThatWritesComparesWithItsInputs()
    {
        using var street = new GoldenStreet("gaugan");
        string[] arguments = street.Arguments;
        arguments[Array.IndexOf(arguments, "--out") + 1] = street.EditedLabels;
        string copy = street.PathOf("copy.pth");
        File.Copy(street.Weights, copy);
        string link = street.PathOf("link.safetensors");
        File.CreateSymbolicLink(link, copy);

        AssertRefused(CommandRun.Of(arguments), 2, street.EditedLabels, "also an input");
        AssertRefused(CommandRun.Of("convert", copy, link), 2, link, copy, "also an input");
    }

    [Test]
    public void FilesAreKnownByMoreThanTheirNames()
    {
        using var folder = new TemporaryFolder();
        string file = folder.Write("a.png", [1, 2, 3]);
        string twin = folder.Write("b.png", [1, 2, 3]);
        File.SetLastWriteTimeUtc(twin, File.GetLastWriteTimeUtc(file));

        Assert.That(FileIdentity.AreSame(file, folder.PathOf("./a.png")), Is.True);
        Assert.That(FileIdentity.AreSame(file, twin), Is.False, "equal, but another file");
        Assert.That(FileIdentity.AreSame(file, folder.PathOf("c.png")), Is.False);
        Assert.That(FileIdentity.AreSame(folder.PathOf("c.png"), folder.PathOf("d/../c.png")), Is.True);
        Assert.That(FileIdentity.AreSame(file, folder.PathOf("A.PNG")), Is.EqualTo(File.Exists(folder.PathOf("A.PNG"))));
    }

    [Test]
    [Platform(Exclude = "Win")]
    public void HardLinksAreOneFile()
    {
        using var folder = new TemporaryFolder();
        string file = folder.Write("a.png", [1, 2, 3]);
        string link = folder.PathOf("b.png");
        using (var make = System.Diagnostics.Process.Start("ln", [file, link]))
            make.WaitForExit();

        Assert.That(FileIdentity.AreSame(file, link), Is.True);
        Assert.That(FileIdentity.AreSame(link, file), Is.True);
    }

    [Test]
    public void PlacesThatCannotBeWrittenAreNamedWithTheReason()
    {
        using var folder = new TemporaryFolder();
        string file = folder.Write("file.png", [1]);
        string locked = folder.Write("locked.png", [1]);
        File.SetAttributes(locked, FileAttributes.ReadOnly);
        Directory.CreateDirectory(folder.PathOf("folder.png"));

        AssertRefused(folder.PathOf("no/o.png"), "its folder does not exist", folder.PathOf("no"));
        AssertRefused(Path.Combine(file, "o.png"), "is a file");
        AssertRefused(folder.PathOf("folder.png"), "found a folder");
        AssertRefused(locked, "read-only");
        AssertRefused(folder.PathOf(new string('n', 300) + ".png"), "longer than this system allows");
        AssertRefused(folder.PathOf("o.gif"), "ends in .png, .jpg, .jpeg, .webp");
        AssertRefused(folder.PathOf("o"), "ends in .png");
        File.SetAttributes(locked, FileAttributes.Normal);
        Assert.That(Directory.GetFiles(folder.PathOf(".")), Has.Length.EqualTo(2), "nothing is left behind");
    }

    [Test]
    [Platform(Include = "Linux")]
    public void DevicesAreNoOutputs()
    {
        AssertRefused(CommandRun.Of("convert", GoldenData.Find("gaugan", "weights.pth"), "/dev/null"), 1, "/dev/null", "device");
        AssertRefused("/proc/o.png", "device");
        Assert.That(File.ReadAllBytes("/dev/null"), Is.Empty);
    }

    [Test]
    public void APictureThatCannotBeMovedToItsPlaceLeavesNothingBehind()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.PathOf("o.png"));

        Assert.That(
            () => OutputFile.Save(new RgbImage(1, 1, [1, 2, 3]), folder.PathOf("o.png")),
            Throws.InstanceOf<CommandException>().With.Message.StartsWith(folder.PathOf("o.png")).And.Message.Not.Contains(".sige-"));
        Assert.That(Directory.GetFiles(folder.PathOf(".")), Is.Empty);
    }

    [Test]
    public void AFullDiskIsCalledThat() =>
        Assert.That(SystemFault.Reason(new IOException("No space left on device : '/tmp/x'", OperatingSystem.IsWindows() ? unchecked((int)0x80070070) : 28)), Is.EqualTo("the disk is full"));

    private static void AssertRefused(string path, string part, string alsoPart = "") =>
        Assert.That(
            () => OutputFile.CheckPicture(path),
            Throws.InstanceOf<CommandException>().With.Message.StartsWith($"{path}: ").And.Message.Contains(part).And.Message.Contains(alsoPart));

    private static void AssertRefused(CommandRun run, int code, params ReadOnlySpan<string> parts)
    {
        Assert.That(run.ExitCode, Is.EqualTo(code), run.Error);
        Assert.That(run.Output, Is.Empty);
        Assert.That(run.ErrorLines, Has.Exactly(1).Items);
        foreach (string part in parts)
            Assert.That(run.ErrorLines[0], Does.Contain(part));
    }
}
