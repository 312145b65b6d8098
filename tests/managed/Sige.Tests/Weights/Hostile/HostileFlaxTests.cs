using NUnit.Framework;

namespace Sige.Tests.Weights;

/// <summary>Flax checkpoints that lie.</summary>
internal sealed class HostileFlaxTests
{
    private TemporaryFolder _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = new TemporaryFolder();

    [TearDown]
    public void RemoveFolder() => _folder.Dispose();

    [TestCase("DF FF FF FF FF A1 77 C0", "damaged or cut short", TestName = "{m}(map larger than the file)")]
    [TestCase("81 A1 77 DD FF FF FF FF", "damaged or cut short", TestName = "{m}(list larger than the file)")]
    [TestCase("81 A1 77 C9 FF FF FF FF 01 93", "damaged or cut short", TestName = "{m}(extension larger than the file)")]
    [TestCase("81 A1 77 C6 FF FF FF FF 00", "damaged or cut short", TestName = "{m}(bytes larger than the file)")]
    [TestCase("81 DB FF FF FF FF 77 C0", "damaged or cut short", TestName = "{m}(key larger than the file)")]
    [TestCase("81 A1 77 C1", "damaged or cut short", TestName = "{m}(the code that never occurs)")]
    [TestCase("81 A1 77 C0 00", "bytes follow", TestName = "{m}(bytes behind the end)")]
    [TestCase("82 A1 77 C0 C0 C0", "neither text nor an integer", TestName = "{m}(a key that is nothing)")]
    [TestCase("82 A1 77 C0 CA 00 00 80 3F C0", "neither text nor an integer", TestName = "{m}(a key that is a number)")]
    [TestCase("81 A1 77 C7 01 01 C0", "damaged or cut short", TestName = "{m}(an array of nothing)")]
    [TestCase("81 A1 77 C7 00 01", "damaged or cut short", TestName = "{m}(an empty array)")]
    [TestCase("81 A1 77 C7 03 01 92 C0 C0", "not a tuple", TestName = "{m}(an array of two parts)")]
    [TestCase("81 A1 77 C7 16 01 93 91 02 A7 66 6C 6F 61 74 33 32 C4 08 00 00 80 3F 00 00 00 C0 C0", "behind its elements", TestName = "{m}(bytes behind the elements)")]
    public void BytesThatLie_AreRefused(string hex, string reason)
    {
        string path = _folder.Write(Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal)));

        Assert.That(() => Refusal.ReadAll(path), Refusal.With(reason));
    }

    [TestCase(new long[] { 3 }, "float32", 8, "do not fit")]
    [TestCase(new long[] { 2 }, "float64", 8, "do not fit")]
    [TestCase(new long[] { 129 }, "complex64", 16, "do not fit")]
    [TestCase(new long[] { 1 }, "uint64", 7, "do not fit")]
    [TestCase(new[] { 1L << 40 }, "int4", 4, "do not fit")]
    [TestCase(new[] { 1L << 31, 1L << 31 }, "float32", 0, "do not fit")]
    public void ArraysThatLie_AreRefused(long[] shape, string type, int bytes, string reason) =>
        AssertRefused(new() { ["w"] = new FlaxTensor(new(shape), type, new byte[bytes]) }, reason);

    [Test]
    public void NegativeAndOverflowingShapes_AreRefused([Values("FF", "CF FF FF FF FF FF FF FF FF")] string extent)
    {
        byte[] shape = Convert.FromHexString(extent.Replace(" ", "", StringComparison.Ordinal));
        byte[] payload = [0x93, 0x91, .. shape, 0xA5, .. "uint8"u8, 0xC4, 0];
        string path = _folder.Write([0x81, 0xA1, 0x77, 0xC7, (byte)payload.Length, 1, .. payload]);

        Assert.That(() => Refusal.ReadAll(path), Refusal.With(extent == "FF" ? "negative" : "damaged"));
    }

    [Test]
    public void Limits_AreKept()
    {
        Dictionary<string, object?> deep = new() { ["w"] = FlaxTensor.Of([1], 1) };
        for (int i = 0; i < 40; i++)
            deep = new() { ["d"] = deep };
        object?[] lists = [];
        for (int i = 0; i < 5000; i++)
            lists = [lists];

        AssertRefused(deep, "nested deeper than 32");
        AssertRefused(new() { ["w"] = lists }, "nested deeper than 32");
        AssertRefused(new() { [new string('k', 600)] = 1 }, "at most 512");
        AssertRefused(new() { [new string('k', 300)] = new Dictionary<string, object?> { [new string('l', 300)] = 1 } }, "more than 512 characters");
    }

    [Test]
    public void TwoTensorsOfOneName_AreRefused() => AssertRefused(
        new()
        {
            ["a.b"] = new Dictionary<string, object?> { ["c"] = FlaxTensor.Of([1], 1) },
            ["a"] = new Dictionary<string, object?> { ["b.c"] = FlaxTensor.Of([1], 1) },
        },
        "two tensors have the name 'a.b.c'");

    [Test]
    public void ChunkedArraysThatLie_AreRefused()
    {
        AssertRefused(Chunked(c => FlaxBuilder.Place(c, 3, "shape", "1")), "do not fit the shape");
        AssertRefused(Chunked(c => FlaxBuilder.Place(c, FlaxTensor.Of([1], 1), "chunks", "1")), "do not fit the shape");
        AssertRefused(Chunked(c => FlaxBuilder.Place(c, new FlaxTensor([4], "int32", new byte[16]), "chunks", "1")), "same type");
        AssertRefused(Chunked(c => FlaxBuilder.Place(c, 7, "chunks", "1")), "same type");
        AssertRefused(Chunked(c => c["chunks"] = new Dictionary<string, object?> { ["1"] = FlaxTensor.Of([4], 1, 2, 3, 4) }), "'0' is expected");
        AssertRefused(Chunked(c => c["chunks"] = new Dictionary<string, object?>()), "do not fit the shape");
        AssertRefused(Chunked(c => c.Remove("chunks")), "flag, shape and chunks");
        AssertRefused(Chunked(c => c["__msgpack_chunked_array__"] = 5), "damaged");
        AssertRefused(Chunked(c => c["more"] = 5), "flag, shape and chunks");
    }

    private static Dictionary<string, object?> Chunked(Action<Dictionary<string, object?>> damage)
    {
        Dictionary<string, object?> chunked = FlaxBuilder.Chunked(FlaxTensor.Of([4, 2], 1, 2, 3, 4, 5, 6, 7, 8), 16);
        damage(chunked);
        return new() { ["w"] = chunked };
    }

    private void AssertRefused(Dictionary<string, object?> root, string reason)
    {
        string path = _folder.Write(FlaxBuilder.Build(root));
        Assert.That(() => Refusal.ReadAll(path), Refusal.With(reason));
    }
}
