using NUnit.Framework;

namespace Sige.Tests.Structure;

/// <summary>Folders of the library Sige depend on each other one way: what two need lies below both.</summary>
[TestFixture]
internal sealed class FolderArrowTests
{
    private static readonly SourceFolders Library = new(Path.Combine(GoldenData.Find(), "..", "..", "managed", "Sige"));

    private static IEnumerable<string> Folders => Library.Names;

    [TestCaseSource(nameof(Folders))]
    public void No_way_from_a_folder_leads_back_to_it(string folder) =>
        Assert.That(Library.Way(folder, folder), Is.Empty, $"A circle of folders:\n{string.Join('\n', Library.Way(folder, folder))}\n");

    [TestCaseSource(nameof(Folders))]
    public void A_file_is_in_the_namespace_of_its_folder(string folder) =>
        Assert.That(Library.Strays("Sige", folder), Is.Empty);

    [Test]
    public void Tensors_are_the_ground() =>
        Assert.That(Library.Arrows.Where(arrow => arrow.From == "Tensors"), Is.Empty);

    [Test]
    public void Devices_know_tensors_alone() =>
        Assert.That(Library.Arrows.Where(arrow => arrow.From == "Devices" && arrow.To != "Tensors"), Is.Empty);

    /// <summary>A folder that is found to depend on nothing, or a graph that is found to need no shapes, means that the sources were misread.</summary>
    [Test]
    public void Arrows_that_must_be_there_are_found() =>
        Assert.That(
            Library.Arrows.Select(arrow => (arrow.From, arrow.To)),
            Is.SupersetOf(new[] { ("Devices", "Tensors"), ("Graphs", "Tensors"), ("Sessions", "Devices"), ("Sessions", "Lowering") }));
}
