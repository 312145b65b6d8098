using System.IO.Compression;
using NUnit.Framework;
using Sige.Weights;

namespace Sige.Tests.Weights;

/// <summary>Zip archives and legacy files whose records lie.</summary>
internal sealed class HostileContainerTests
{
    private static readonly byte[] Pickle = PickleBuilder.Start().Op('}').Stop();

    private TemporaryFolder _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = new TemporaryFolder();

    [TearDown]
    public void RemoveFolder() => _folder.Dispose();

    [Test]
    public void Zip_OfNothingBad_IsAccepted() => Refusal.ReadAll(_folder.Write(new ZipBuilder().Add("a/data.pkl", Pickle).Build()));

    [Test]
    public void Zip_NamedAfterAFileWithAColon_IsAccepted() =>
        Refusal.ReadAll(_folder.Write(new ZipBuilder().Add("run 12:30/data.pkl", Pickle).Build()));

    [Test]
    public void Zip_WithWideRecords_IsRead()
    {
        byte[] file = CheckpointBuilder.OfTensor(legacy: false, TensorSpec.Contiguous("0", "FloatStorage", 2), BitConverter.GetBytes(0x3F80000040000000));

        using WeightCollection weights = WeightFile.Open(_folder.Write(ZipBuilder.Widen(file)));

        Assert.That(weights.ReadFloat32("w"), Is.EqualTo(new[] { 2f, 1f }));
    }

    [Test]
    public void Zip_WithWideRecordsCutAnywhere_IsRefused()
    {
        byte[] file = ZipBuilder.Widen(new ZipBuilder().Add("a/data.pkl", Pickle).Build());

        for (int i = 0; i < file.Length; i++)
            Assert.That(Refusal.OpensWhole(_folder.Write([.. file[..i], .. file[(i + 1)..]])), Is.False, $"without byte {i}");
    }

    [TestCase("/etc/passwd")]
    [TestCase("a/../../b")]
    [TestCase("a\\b")]
    [TestCase("C:b")]
    [TestCase("")]
    public void Zip_HostileName_IsRefused(string name) =>
        Refuses(new ZipBuilder().Add("a/data.pkl", Pickle).Add(name, []).Build(), "is not allowed");

    [Test]
    public void Zip_DuplicateName_IsRefused() =>
        Refuses(new ZipBuilder().Add("a/data.pkl", Pickle).Add("a/data.pkl", Pickle).Build(), "occurs twice");

    [Test]
    public void Zip_TwoPickles_IsRefused() =>
        Refuses(new ZipBuilder().Add("a/data.pkl", Pickle).Add("b/data.pkl", Pickle).Build(), "has 2");

    [Test]
    public void Zip_OfSomethingElse_IsRefused() => Refuses(new ZipBuilder().Add("word/document.xml", [1]).Build(), "NAME/data.pkl");

    [Test]
    public void Zip_DeflateBomb_IsRefused()
    {
        using var stream = new MemoryStream();
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            using Stream entry = archive.CreateEntry("a/data.pkl", CompressionLevel.SmallestSize).Open();
            entry.Write(new byte[50_000_000]);
        }

        Refuses(stream.ToArray(), "is compressed");
    }

    private static IEnumerable<TestCaseData> Lies()
    {
        yield return new TestCaseData(new ZipBuilder.Lie(Method: 8), "compressed").SetArgDisplayNames("method");
        yield return new TestCaseData(new ZipBuilder.Lie(Flags: 1), "encrypted").SetArgDisplayNames("encryption");
        yield return new TestCaseData(new ZipBuilder.Lie(Size: 4_000_000_000, CompressedSize: 4_000_000_000), "beyond").SetArgDisplayNames("size");
        yield return new TestCaseData(new ZipBuilder.Lie(Size: 30, CompressedSize: 30), "reaches into the directory").SetArgDisplayNames("slightly larger");
        yield return new TestCaseData(new ZipBuilder.Lie(Size: 5), "has 4 bytes for 5").SetArgDisplayNames("sizes differ");
        yield return new TestCaseData(new ZipBuilder.Lie(Size: uint.MaxValue), "zip64").SetArgDisplayNames("zip64 without field");
        yield return new TestCaseData(new ZipBuilder.Lie(LocalOffset: 4_000_000_000), "beyond").SetArgDisplayNames("offset");
        yield return new TestCaseData(new ZipBuilder.Lie(LocalOffset: 1), "local header").SetArgDisplayNames("offset of no header");
        yield return new TestCaseData(new ZipBuilder.Lie(LocalOffset: 0), "local header").SetArgDisplayNames("offset of another header");
        yield return new TestCaseData(new ZipBuilder.Lie(LocalName: "a/data/1"), "another name").SetArgDisplayNames("name");
    }

    [TestCaseSource(nameof(Lies))]
    public void Zip_EntryThatLies_IsRefused(object lie, string reason) =>
        Refuses(new ZipBuilder().Add("a/data.pkl", Pickle).Add("a/data/0", new byte[4], (ZipBuilder.Lie)lie).Build(), reason);

    [Test]
    public void Zip_OverlappingEntries_AreRefused()
    {
        // The second entry's local header lies inside the bytes of the first.
        byte[] inner = [.. new ZipBuilder().Add("a/data/0", new byte[8]).Build().Take(46)];
        byte[] file = new ZipBuilder()
            .Add("a/data/1", inner)
            .Add("a/data/0", new byte[8], new ZipBuilder.Lie(LocalOffset: 38))
            .Add("a/data.pkl", Pickle)
            .Build();

        Refuses(file, "overlaps");
    }

    [Test]
    public void Zip_DirectoryThatLies_IsRefused()
    {
        ZipBuilder zip = new ZipBuilder().Add("a/data.pkl", Pickle);

        Refuses(zip.Build(claimedCount: 5000), "does not fit");
        Refuses(zip.Build(claimedCount: 0), "NAME/data.pkl");
        Refuses(zip.Build(claimedStart: 0xFFFFFFF0), "does not fit");
        Refuses(zip.Build(claimedStart: uint.MaxValue), "does not fit");
        Refuses(zip.Build(claimedSize: 0xFFFFFFF0), "does not fit");
    }

    [Test]
    public void Zip_OfABigEndianMachine_IsRefused() =>
        Refuses(new ZipBuilder().Add("a/data.pkl", Pickle).Add("a/byteorder", "big"u8.ToArray()).Build(), "'big'");

    [Test]
    public void Legacy_PreambleThatLies_IsRefused()
    {
        byte[] preamble = CheckpointBuilder.Preamble();
        byte[] otherMagic = [.. preamble];
        otherMagic[5] ^= 1;

        Refuses(otherMagic, "not one that torch.save wrote");
        Refuses(CheckpointBuilder.Preamble(protocol: 1002), "1001");
        Refuses(CheckpointBuilder.Preamble(littleEndian: false), "little-endian");
    }

    [Test]
    public void Legacy_StorageListThatLies_IsRefused()
    {
        byte[] whole = CheckpointBuilder.OfTensor(legacy: true, TensorSpec.Contiguous("0", "FloatStorage", 6), new byte[24]);
        int keys = whole.Length - 32;
        byte[] List(params ReadOnlySpan<string> names)
        {
            PickleBuilder pickle = PickleBuilder.Start().Op(']').Op('(');
            foreach (string name in names)
                pickle.Text(name);
            byte[] list = pickle.Op('e').Stop();
            return [.. whole[..(keys - PickleBuilder.Start().Op(']').Op('(').Text("0").Op('e').Stop().Length)], .. list, .. whole[keys..], .. whole[keys..]];
        }

        Refusal.ReadAll(_folder.Write(List("0")));
        Refuses(List(), "is not in the list");
        Refuses(List("0", "0"), "repeated");
        Refuses(List("1"), "no tensor has");
    }

    [Test]
    public void Legacy_StorageCountThatLies_IsRefused()
    {
        byte[] file = CheckpointBuilder.OfTensor(legacy: true, TensorSpec.Contiguous("0", "FloatStorage", 6), new byte[24]);
        file[^25] = 0x7F;

        Refuses(file, "6 are expected");
    }

    [Test]
    public void MissingFile_IsAnIOException() =>
        Assert.That(() => WeightFile.Open(_folder["nothing"]), Throws.InstanceOf<FileNotFoundException>());

    private void Refuses(byte[] content, string reason)
    {
        string path = _folder.Write(content);

        Assert.That(() => Refusal.ReadAll(path), Refusal.With(reason));
    }
}
