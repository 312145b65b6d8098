using NUnit.Framework;
using Sige.Models;
using Sige.Sessions;
using Sige.Tests.Sessions;
using Sige.Weights;

namespace Sige.Tests.Models;

internal sealed class GauGanEditorTests
{
    [TestCase("gaugan", typeof(GauGan))]
    [TestCase("gc", typeof(GanCompression))]
    public void OpensEitherGenerator(string folder, Type kind)
    {
        using GoldenScene scene = GoldenScene.Open(folder);
        using GauGanEditor editor = GauGanEditor.Open(GoldenData.Find(folder, "weights.pth"), scene.Height, scene.Width);
        Assert.That(editor.Generator, Is.TypeOf(kind));

        editor.Render(scene.Labels("original"), EdgesOf(scene));

        byte[] expected = Array.ConvertAll(scene.Picture("original_output_dense"), value => (byte)Math.Round((value + 1) / 2 * 255));
        Assert.That(editor.ReadPicture().Zip(expected, (a, b) => Math.Abs(a - b)).Max(), Is.LessThanOrEqualTo(1));
    }

    [Test]
    public void EditsCommitsAndReverts()
    {
        using GoldenScene scene = GoldenScene.Open("gaugan");
        using GauGanEditor editor = GauGanEditor.Open(GoldenData.Find("gaugan", "weights.pth"), scene.Height, scene.Width);
        editor.Render(scene.Labels("original"), EdgesOf(scene));
        byte[] original = editor.ReadPicture();

        RunReport report = editor.Edit(scene.Labels("edited"), EdgesOf(scene));
        byte[] edited = editor.ReadPicture();
        Assert.That(report.MultiplyAdds, Is.Positive.And.LessThan(report.DenseMultiplyAdds));
        Assert.That(edited, Is.Not.EqualTo(original));
        editor.Revert();
        Assert.That(editor.ReadPicture(), Is.EqualTo(original));

        editor.Edit(scene.Labels("edited"), EdgesOf(scene));
        editor.Commit();
        editor.Revert();
        Assert.That(editor.ReadPicture(), Is.EqualTo(edited));
    }

    [Test]
    public void AMaskDecidesWhatIsEdited()
    {
        using GoldenScene scene = GoldenScene.Open("gaugan");
        using GauGanEditor editor = GauGanEditor.Open(GoldenData.Find("gaugan", "weights.pth"), scene.Height, scene.Width);
        (byte[] original, byte[] edited) = (scene.Labels("original"), scene.Labels("edited"));
        editor.Render(original, EdgesOf(scene));
        byte[] differing = [.. original.Zip(edited, (a, b) => a == b ? (byte)0 : (byte)1)];
        editor.Edit(edited, EdgesOf(scene));
        byte[] expected = editor.ReadPicture();

        byte[] wild = [.. edited.Select((label, i) => differing[i] == 0 ? (byte)((label + 1) % 30) : label)];
        RunReport report = editor.Edit(wild, EdgesOf(scene), differing);

        Assert.That(editor.ReadPicture(), Is.EqualTo(expected));
        Assert.That(report.ChangedPercent, Is.EqualTo(100.0 * differing.Sum(pixel => pixel) / differing.Length).Within(1e-9));
        Assert.That(() => editor.Edit(edited, EdgesOf(scene), new byte[3]), Throws.ArgumentException.With.Message.Contains("has 3"));
    }

    [Test]
    public void RunsANetworkWithoutEdges()
    {
        var options = new SpadeGeneratorOptions { InstanceEdges = false, Layout = UpsamplingLayout.Normal };
        using GauGanEditor editor = GauGanEditor.Create(GauGan.Random(2, labelCount: 5, options: options), 64, 96);

        editor.Render(new byte[64 * 96], default);
        editor.Edit(Scene.FullMask(64, 96), default);

        Assert.That(() => editor.Render(new byte[64 * 96], new byte[64 * 96]), Throws.ArgumentException.With.Message.Contains("no input 'edges'"));
    }

    [Test]
    public void RefusesWhatIsNoGenerator()
    {
        Assert.That(
            () => GauGanEditor.Open(GoldenData.Find("ddpm", "weights.pth"), 64, 64),
            Throws.TypeOf<WeightFormatException>().With.Message.Contains("no SPADE generator but a diffusion U-Net"));
        Assert.That(
            () => GauGanEditor.Open(GoldenData.Find("gaugan", "weights.pth"), 100, 256),
            Throws.ArgumentException.With.Message.Contains("multiples of 64"));
    }

    private static byte[] EdgesOf(GoldenScene scene) => Array.ConvertAll(scene.Edges, edge => (byte)edge);
}
