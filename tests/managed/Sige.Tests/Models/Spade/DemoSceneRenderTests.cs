using NUnit.Framework;
using Sige.Imaging;
using Sige.Models;
using Sige.Sessions;

namespace Sige.Tests.Models;

/// <summary>The shipped network and scenes against the pictures that PyTorch painted with the float32 weights.</summary>
internal sealed class DemoSceneRenderTests
{
    private static readonly string Folder = Path.Combine(GoldenData.Find(), "..", "..", "managed", "Sige.Cli", "Demo");

    [Test]
    public void PaintsTheOriginalAndRepaintsEachEdit()
    {
        using GauGanEditor editor = GauGanEditor.Open(Path.Combine(Folder, "street_spade.f16.safetensors"), 256, 512);
        (LabelMap labels, EdgeMap edges) = Load("original");
        editor.Render(labels.Ids, edges.Edges);
        byte[] original = editor.ReadPicture();
        Assert.That(Psnr(original, "original"), Is.GreaterThan(50), "weights rounded to float16, Winograd");

        foreach (string edit in new[] { "add-car", "remove-tree", "move-person", "raise-building", "add-sign" })
        {
            (labels, edges) = Load(edit);
            RunReport report = editor.Edit(labels.Ids, edges.Edges);
            double after = Psnr(editor.ReadPicture(), edit);
            double before = Psnr(original, edit);
            TestContext.Out.WriteLine($"{edit}: {report.ChangedPercent:0.00} % changed, {report.MultiplyAdds / 1e9:0.00} of {report.DenseMultiplyAdds / 1e9:0.00} G, {before:0.0} -> {after:0.0} dB");
            Assert.That(after, Is.GreaterThan(30).And.GreaterThan(before + 6), edit);
            Assert.That(report.MultiplyAdds, Is.LessThan(0.25 * report.DenseMultiplyAdds), edit);
        }

        editor.Revert();
        Assert.That(editor.ReadPicture(), Is.EqualTo(original));
    }

    private static (LabelMap Labels, EdgeMap Edges) Load(string name) => (
        LabelMap.Load(Path.Combine(Folder, $"{name}.labels.png")),
        InstanceMap.Load(Path.Combine(Folder, $"{name}.instances.png")).ToEdgeMap());

    private static double Psnr(byte[] picture, string reference) =>
        ImageComparison.Between(RgbImage.Load(GoldenData.Find("demo", $"{reference}.reference.png")), new RgbImage(512, 256, picture)).Psnr;
}
