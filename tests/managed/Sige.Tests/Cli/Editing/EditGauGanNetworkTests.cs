using System.Text.Json;
using NUnit.Framework;
using Sige.Imaging;
using Sige.Tests.Imaging;
using Sige.Tests.Models;
using Sige.Weights;

namespace Sige.Tests.Cli;

/// <summary>The options of <c>sige edit gaugan</c> that say what the weights do not, and what is said where they are left out.</summary>
internal sealed class EditGauGanNetworkTests
{
    private const string Assumed = "The weights do not say all of this network";

    private TemporaryFolder _folder;

    private string Out => _folder.PathOf("edit.png");

    [SetUp]
    public void MakeFolder() => _folder = new TemporaryFolder();

    [TearDown]
    public void DeleteFolder() => _folder.Dispose();

    [TestCase("b.png", "no_instance_b.png", "--no-instance")]
    [TestCase("b.png", "no_instance_b.png", "--no-instance", "true", "--layout", "more")]
    [TestCase("b_with_class_35.png", "no_instance_b_with_class_35.png", "--no-instance")]
    [TestCase("b_with_255.png", "no_instance_b_with_class_35.png", "--no-instance", "--unknown-label", "35")]
    [TestCase("b_with_255.png", "no_instance_b_with_class_35.png", "--dataset", "cityscapes", "--no-instance", "--unknown-label", "35")]
    [TestCase("b.png", "edges_b.png")]
    [TestCase("b.png", "edges_b.png", "--dataset", "cityscapes")]
    [TestCase("b.png", "edges_b.png", "--no-instance", "false")]
    [TestCase("b.png", "normal_b.png", "--layout", "normal")]
    [TestCase("b.png", "normal_b.png", "--dataset", "cityscapes", "--layout", "normal")]
    [TestCase("b_96x32.png", "normal_b_96x32.png", "--layout", "normal")]
    public void PaintsThePictureOfPyTorch(string map, string picture, params string[] options)
    {
        CommandRun run = Edit(SpadeCase.Generator, map, map, options);

        Assert.That(run.ExitCode, Is.Zero, run.Error);
        ImageComparison comparison = ImageComparison.Between(RgbImage.Load(SpadeCase.Find(picture)), RgbImage.Load(Out));
        Assert.That(comparison.MaxAbsoluteDifference, Is.LessThanOrEqualTo(1));
        Assert.That(comparison.Psnr, Is.GreaterThan(80));
    }

    [Test]
    public void PaintsMoreThan256Classes()
    {
        string weights = _folder.PathOf("g.safetensors");
        SafetensorsWriter.Write(weights, SpadeCase.Classes300());

        CommandRun run = Edit(weights, "b_with_200.png", "b_with_200.png");

        Assert.That(run.ExitCode, Is.Zero, run.Error);
        Assert.That(ImageComparison.Between(RgbImage.Load(SpadeCase.Find("classes_300_b.png")), RgbImage.Load(Out)).MaxAbsoluteDifference, Is.LessThanOrEqualTo(1));
    }

    [Test]
    public void PaintsWithInstanceNormalisation()
    {
        string weights = Save(SpadeCase.WithoutStatistics);

        CommandRun run = Edit(weights, "a.png", "b.png", "--compare-dense", "--json");

        Assert.That(run.ExitCode, Is.Zero, run.Error);
        Assert.That(Root(run).GetProperty("edit_percent").GetDouble(), Is.GreaterThan(0));
    }

    [TestCase(36, "Cityscapes", "35 classes and instance edges", "layout more")]
    [TestCase(151, "ADE20K", "151 classes and no instance edges", "layout normal", "--first-label")]
    [TestCase(184, "COCO-Stuff", "183 classes and instance edges", "class 182 for unknown labels")]
    [TestCase(40, "assumed", "39 classes and instance edges", "layout more")]
    public void SaysWhatIsAssumedOnceAndFirst(int channels, params string[] parts)
    {
        string weights = Save(SpadeCase.Reading(channels));

        CommandRun json = Edit(weights, "a.png", "b.png", "--json");
        CommandRun text = Edit(weights, "a.png", "b.png");

        string notice = Notices(json)[0];
        Assert.That(Notices(json).Count(line => line.StartsWith(Assumed, StringComparison.Ordinal)), Is.EqualTo(1));
        Assert.That(notice, Does.StartWith(Assumed).And.Contain("--dataset").And.Contain("--layout"));
        foreach (string part in parts)
            Assert.That(notice, Does.Contain(part));
        Assert.That(text.Output.Split(Assumed), Has.Length.EqualTo(2));
    }

    [TestCase("--dataset", "cityscapes")]
    [TestCase("--no-instance", "--layout", "normal")]
    [TestCase("--no-instance", "false", "--layout", "more")]
    public void SaysNothingWhereAllIsSaid(params string[] options)
    {
        Assert.That(Notices(Edit(SpadeCase.Generator, "a.png", "b.png", [.. options, "--json"])), Has.None.Contains("weights do not say"));
    }

    [Test]
    public void UnknownToUnknownIsNoEdit()
    {
        CommandRun labels = Edit(SpadeCase.Generator, "b_with_255.png", "b_with_class_35.png", "--no-instance", "--unknown-label", "35", "--json");
        CommandRun edges = Edit(Save(SpadeCase.Reading(184)), "b_with_255.png", SaveMap(200), "--json");

        Assert.That(Root(labels).GetProperty("edit_percent").GetDouble(), Is.Zero, labels.Error);
        Assert.That(Root(edges).GetProperty("edit_percent").GetDouble(), Is.Zero, edges.Error);
    }

    [Test]
    public void CountsPublishedAnnotationsFromOne()
    {
        string weights = Save(SpadeCase.Reading(151));
        LabelMap classes = SpadeCase.Labels("b_with_255.png");
        string annotations = _folder.PathOf("annotations.png");
        new LabelMap(classes.Width, classes.Height, Array.ConvertAll(classes.Ids.ToArray(), id => id == 255 ? (byte)0 : (byte)(id + 1))).Save(annotations);
        Assert.That(Edit(weights, "b_with_255.png", "b_with_255.png", "--dataset", "ade20k").ExitCode, Is.Zero);
        RgbImage expected = RgbImage.Load(Out);

        CommandRun run = Edit(weights, annotations, annotations, "--dataset", "ade20k", "--first-label", "1", "--json");

        Assert.That(run.ExitCode, Is.Zero, run.Error);
        Assert.That(Notices(run), Has.None.Contains("published annotations"));
        Assert.That(ImageComparison.Between(expected, RgbImage.Load(Out)).MaxAbsoluteDifference, Is.Zero);
    }

    [Test]
    public void NamesTheWayOutOfALabelThatIsNoClass()
    {
        AssertRefused(Edit(SpadeCase.Generator, "b.png", "b_with_255.png", "--no-instance"), 1, "b_with_255.png", "0 to 35 (36 classes)", "255 at x 0, y 0", "--unknown-label N");
        AssertRefused(Edit(SpadeCase.Generator, "a_96x32.png", "b_96x32.png"), 1, "a_96x32.png", "multiples of 64", "96x32", "--layout normal");
    }

    [Test]
    public void RefusesOptionsThatContradictTheFileOrEachOther()
    {
        string map = SpadeCase.Find("a.png");
        string ade = Save(SpadeCase.Reading(151));

        AssertRefused(Edit(SpadeCase.Generator, "a.png", "b.png", "--no-instance", "--instances", map, "--edited-instances", map), 2, "--no-instance", "--instances", "leave one out");
        AssertRefused(Edit(ade, "a.png", "b.png", "--instances", map, "--edited-instances", map), 1, "a.png", "reads none", "--no-instance false");
        AssertRefused(Edit(ade, "a.png", "b.png", "--dataset", "coco"), 1, "COCO-Stuff is asked for", "184", "151", "ADE20K");
        AssertRefused(Edit(SpadeCase.Generator, "a.png", "b.png", "--unknown-label", "35"), 1, "class 35", "0 to 34");
        AssertRefused(Edit(SpadeCase.Generator, "a.png", "b.png", "--layout", "most"), 1, "lacks up_4");
        AssertRefused(Edit(SpadeCase.Generator, "a.png", "b.png", "--layout", "other"), 2, "normal|more|most", "'other'");
        AssertRefused(Edit(SpadeCase.Generator, "a.png", "b.png", "--dataset", "ade"), 2, "cityscapes|ade20k|coco", "'ade'");
        AssertRefused(Edit(SpadeCase.Generator, "a.png", "b.png", "--unknown-label", "-1"), 2, "--unknown-label", "from 0 on", "'-1'");
        AssertRefused(Edit(SpadeCase.Generator, "a.png", "b.png", "--first-label", "256"), 2, "--first-label", "0 to 255", "'256'");
    }

    [Test]
    public void SaysThatAGeneratorIsOfAnotherKind() =>
        AssertRefused(Edit(Save(SpadeCase.WithLatentVector), "a.png", "b.png"), 1, "net.safetensors", "a SPADE generator with a latent vector", "use_vae");

    private static JsonElement Root(CommandRun run) => JsonDocument.Parse(run.Output).RootElement;

    private static string[] Notices(CommandRun run) => [.. Root(run).GetProperty("notices").EnumerateArray().Select(notice => notice.GetString()!)];

    private static string PathOf(string map) => Path.IsPathRooted(map) ? map : SpadeCase.Find(map);

    private void AssertRefused(CommandRun run, int exitCode, params ReadOnlySpan<string> parts)
    {
        Assert.That(run.ExitCode, Is.EqualTo(exitCode), run.Error);
        Assert.That(run.ErrorLines[0], Does.StartWith("sige: ").And.Not.Contain("unexpected"));
        foreach (string part in parts)
            Assert.That(run.ErrorLines[0], Does.Contain(part));
        Assert.That(File.Exists(Out), Is.False);
    }

    private CommandRun Edit(string weights, string labels, string editedLabels, params string[] options) => CommandRun.Of(
        ["edit", "gaugan", "--weights", weights, "--labels", PathOf(labels), "--edited-labels", PathOf(editedLabels), "--out", Out, "--threads", "2", .. options]);

    private string Save(Func<WeightInfo, WeightInfo?> change)
    {
        string path = _folder.PathOf("net.safetensors");
        SpadeCase.Save(path, change);
        return path;
    }

    /// <summary>The map with unknown pixels, half of them written as another label that is no class.</summary>
    private string SaveMap(byte label)
    {
        LabelMap map = SpadeCase.Labels("b_with_255.png");
        string path = _folder.PathOf("unknown.png");
        new LabelMap(map.Width, map.Height, [.. map.Ids.ToArray().Select((id, i) => id == 255 && i % 2 == 0 ? label : id)]).Save(path);
        return path;
    }
}
