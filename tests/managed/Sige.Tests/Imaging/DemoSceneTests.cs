using System.Text.Json;
using NUnit.Framework;
using Sige.Imaging;

namespace Sige.Tests.Imaging;

/// <summary>The shipped street scene: the maps decode, and each edit changes the share of the input that its record says.</summary>
[TestFixture]
internal sealed class DemoSceneTests
{
    private static readonly string Folder = Path.Combine(RepositoryFiles.Root, "managed", "Sige.Cli", "Demo");

    [TestCase("add-car")]
    [TestCase("remove-tree")]
    [TestCase("move-person")]
    [TestCase("raise-building")]
    [TestCase("add-sign")]
    public void An_edit_changes_the_recorded_share_of_the_input(string edit)
    {
        (LabelMap labels, EdgeMap edges) = LoadScene("original");
        (LabelMap editedLabels, EdgeMap editedEdges) = LoadScene(edit);
        using JsonDocument scenes = JsonDocument.Parse(File.ReadAllText(Path.Combine(Folder, "scenes.json")));
        double recorded = scenes.RootElement.GetProperty(edit).GetProperty("changed_percent").GetDouble();
        double found = DifferenceMask.Between(labels, edges, editedLabels, editedEdges).ChangedPercent;
        Assert.That(found, Is.EqualTo(recorded).Within(0.005), "scenes.json has two decimals");
    }

    [Test]
    public void The_scene_has_street_classes_and_several_instances()
    {
        LabelMap labels = LabelMap.Load(Path.Combine(Folder, "original.labels.png"));
        InstanceMap instances = InstanceMap.Load(Path.Combine(Folder, "original.instances.png"));
        Assert.That((labels.Width, labels.Height), Is.EqualTo((512, 256)));
        Assert.That(labels.Ids.ToArray().Distinct().Select(id => CityscapesPalette.Classes[id].Name), Is.SupersetOf(new[] { "road", "sky", "building", "car" }));
        Assert.That(instances.Ids.ToArray().Distinct().Count(), Is.GreaterThan(3));
    }

    private static (LabelMap Labels, EdgeMap Edges) LoadScene(string name) =>
        (LabelMap.Load(Path.Combine(Folder, $"{name}.labels.png")), InstanceMap.Load(Path.Combine(Folder, $"{name}.instances.png")).ToEdgeMap());
}
