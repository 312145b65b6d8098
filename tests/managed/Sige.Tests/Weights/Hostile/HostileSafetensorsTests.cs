using System.Buffers.Binary;
using System.Text;
using NUnit.Framework;

namespace Sige.Tests.Weights;

/// <summary>Safetensors files whose headers lie.</summary>
internal sealed class HostileSafetensorsTests
{
    private TemporaryFolder _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = new TemporaryFolder();

    [TearDown]
    public void RemoveFolder() => _folder.Dispose();

    [TestCase("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[],"data_offsets":[8,12]}}""", 12)]
    [TestCase("""{"__metadata__":{"k":"v"},"a":{"data_offsets":[0,0],"shape":[0,5],"dtype":"I64"}}   """, 0)]
    [TestCase("{}", 0)]
    [TestCase("""{"a":{"dtype":"X1","shape":[64],"data_offsets":[0,8]},"b":{"dtype":"F4","shape":[3],"data_offsets":[8,10]}}""", 10)]
    public void SoundHeader_IsAccepted(string header, int dataLength) =>
        Refusal.ReadAll(_folder.Write(Build(header, dataLength)));

    [TestCase("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}}""", 12, "overlaps")]
    [TestCase("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", 8, "overlaps")]
    [TestCase("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}}""", 12, "hole")]
    [TestCase("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", 9, "cover 8 bytes")]
    [TestCase("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", 7, "ends at byte 8")]
    [TestCase("""{"a":{"dtype":"F64","shape":[2],"data_offsets":[0,8]}}""", 8, "needs 16 bytes")]
    [TestCase("""{"a":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}}""", 8, "needs 12 bytes")]
    [TestCase("""{"a":{"dtype":"F8_E4M3","shape":[9],"data_offsets":[0,8]}}""", 8, "needs 9 bytes")]
    [TestCase("""{"a":{"dtype":"F4","shape":[8],"data_offsets":[0,8]}}""", 8, "needs 4 bytes")]
    [TestCase("""{"a":{"dtype":"F6_E2M3","shape":[8],"data_offsets":[0,8]}}""", 8, "needs 6 bytes")]
    [TestCase("""{"a":{"dtype":"C64","shape":[2],"data_offsets":[0,8]}}""", 8, "needs 16 bytes")]
    [TestCase("""{"a":{"dtype":"X1","shape":[65],"data_offsets":[0,8]}}""", 8, "needs 9 bytes")]
    [TestCase("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}}""", 8, "data_offsets")]
    [TestCase("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0]}}""", 8, "data_offsets")]
    [TestCase("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4,8]}}""", 8, "data_offsets")]
    [TestCase("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[-8,0]}}""", 8, "integers")]
    [TestCase("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,18446744073709551615]}}""", 8, "integers")]
    [TestCase("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,9223372036854775807]}}""", 8, "ends at byte")]
    [TestCase("""{"a":{"dtype":"F32","shape":[-2],"data_offsets":[0,8]}}""", 8, "integers")]
    [TestCase("""{"a":{"dtype":"F32","shape":[2.5],"data_offsets":[0,8]}}""", 8, "integers")]
    [TestCase("""{"a":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,0]}}""", 0, "overflows")]
    [TestCase("""{"a":{"dtype":"F32","shape":[9223372036854775807],"data_offsets":[0,0]}}""", 0, "overflows")]
    [TestCase("""{"a":{"dtype":"F32","shape":[2]}}""", 8, "needs dtype")]
    [TestCase("""{"a":{"dtype":"F32","dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", 8, "'dtype'")]
    [TestCase("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8],"x":1}}""", 8, "'x'")]
    [TestCase("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"a":{"dtype":"F32","shape":[2],"data_offsets":[8,16]}}""", 16, "occurs twice")]
    [TestCase("""{"__metadata__":{"k":1}}""", 0, "expected String")]
    [TestCase("""{"__metadata__":{"k":"1","k":"2"}}""", 0, "occurs twice")]
    [TestCase("""{"a":7}""", 0, "expected StartObject")]
    [TestCase("""{"a":{"dtype":"F32","shape":[[2]],"data_offsets":[0,8]}}""", 8, "integers")]
    [TestCase("""{"a":{""", 0, "not valid JSON")]
    [TestCase("""{} {}""", 0, "not valid JSON")]
    [TestCase("""{"\ud800":{"dtype":"F32","shape":[0],"data_offsets":[0,0]}}""", 0, "not valid JSON")]
    public void HeaderThatLies_IsRefused(string header, int dataLength, string reason)
    {
        string path = _folder.Write(Build(header, dataLength));

        Assert.That(() => Refusal.ReadAll(path), Refusal.With(reason));
    }

    [TestCase(1UL << 63)]
    [TestCase(ulong.MaxValue)]
    [TestCase(100_000_001UL)]
    [TestCase(50_000_000UL)]
    [TestCase(3UL)]
    public void HeaderLength_ThatLies_IsRefused(ulong length)
    {
        string path = _folder.Write(Build("{}", 0, length));

        Assert.That(() => Refusal.ReadAll(path), Refusal.With($"{length} bytes"));
    }

    [Test]
    public void EndlessMetadata_IsRefused()
    {
        IEnumerable<string> pairs = Enumerable.Range(0, 70_000).Select(i => $"\"{i}\":\"\"");
        string path = _folder.Write(Build($"{{\"__metadata__\":{{{string.Join(',', pairs)}}}}}", 0));

        Assert.That(() => Refusal.ReadAll(path), Refusal.With("65536 pairs"));
    }

    [Test]
    public void DeepJson_IsRefused()
    {
        string path = _folder.Write(Build("{\"a\":" + new string('[', 100_000), 0));

        Assert.That(() => Refusal.ReadAll(path), Refusal.With("expected StartObject"));
    }

    internal static byte[] Build(string header, int dataLength, ulong? claimedLength = null)
    {
        byte[] json = Encoding.UTF8.GetBytes(header);
        var file = new byte[8 + json.Length + dataLength];
        BinaryPrimitives.WriteUInt64LittleEndian(file, claimedLength ?? (ulong)json.Length);
        json.CopyTo(file, 8);
        return file;
    }
}
