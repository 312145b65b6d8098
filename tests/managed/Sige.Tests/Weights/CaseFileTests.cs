using NUnit.Framework;
using Sige.Weights;

namespace Sige.Tests.Weights;

/// <summary>The files of <c>tests/golden/cases</c>, with their right values.</summary>
internal sealed class CaseFileTests
{
    [TestCase("tiny_multisteplr.pth")]
    [TestCase("tiny_set.pth")]
    [TestCase("tiny_bytearray.pth")]
    public void TrainingState_IsReadOver(string file)
    {
        using WeightCollection weights = Open("checkpoint-training-state", file);

        Assert.That(weights.UnwrappedSection, Is.EqualTo("model"));
        Assert.That(weights.Entries.Select(info => info.Name), Is.EqualTo(new[] { "w" }));
        Assert.That(weights.ReadFloat32("w", [4]), Is.EqualTo(new[] { 0f, 1, 2, 3 }));
    }

    [TestCase("u16.safetensors", "ids", "uint16", new long[] { 1, 2 })]
    [TestCase("u32_counter.safetensors", "step", "uint32", new long[] { 7 })]
    [TestCase("u64_seed.safetensors", "seed", "uint64", new long[] { 7 })]
    public void UnsignedIntegers_AreRead(string file, string name, string type, long[] expected)
    {
        using WeightCollection weights = Open("safetensors-dtypes", file);

        Assert.That(weights.ReadFloat32("w", [2, 2]), Is.EqualTo(new[] { 0f, 1, 2, 3 }));
        Assert.That(weights.GetInfo(name).TypeName, Is.EqualTo(type));
        Assert.That(weights.ReadInt64(name), Is.EqualTo(expected));
    }

    [Test]
    public void Float8_IsRead()
    {
        using WeightCollection weights = Open("safetensors-dtypes", "f8.safetensors");

        Assert.That(weights.ReadFloat32("w", [2, 2]), Is.EqualTo(new[] { 1f, 2, 3, 4 }));
    }

    [TestCase("bf16_scalar_empty.safetensors", 4)]
    [TestCase("empty_metadata.safetensors", 1)]
    [TestCase("null_metadata.safetensors", 1)]
    [TestCase("only_metadata.safetensors", 0)]
    public void AwkwardSafetensors_AreRead(string file, int tensors)
    {
        using WeightCollection weights = Open("safetensors-dtypes", file);

        Assert.That(weights.Entries, Has.Count.EqualTo(tensors));
    }

    [Test]
    public void TrailingBytes_AreRefused() =>
        Assert.That(() => Open("safetensors-dtypes", "trailing.safetensors"), Throws.TypeOf<WeightFormatException>().With.Message.Contains("cover 16 bytes, but 24 follow"));

    [TestCase("plain", null, null)]
    [TestCase("bf16", null, null)]
    [TestCase("complex64", "fft", "complex64")]
    [TestCase("float8", "scale", "float8_e4m3fn")]
    [TestCase("int4", "q", "int4")]
    [TestCase("prng", "rng", "uint32")]
    [TestCase("scalar", "step", "int32")]
    [TestCase("strings", null, null)]
    [TestCase("empty", null, null)]
    [TestCase("optax", "opt_state.1.count", "int32")]
    [TestCase("train", null, null)]
    public void FlaxArrays_AreReadBesideOthers(string file, string? other, string? type)
    {
        using WeightCollection weights = Open("flax-msgpack", file + ".msgpack");
        string name = file == "train" ? "optimizer.target.w" : weights.UnwrappedSection is null ? "params.w" : "w";

        Assert.That(weights.ReadFloat32(name, [2, 3]), Is.EqualTo(new[] { 0f, 1, 2, 3, 4, 5 }));
        if (other is not null)
            Assert.That(weights.GetInfo(other).TypeName, Is.EqualTo(type));
    }

    [TestCase("plain.pth")]
    [TestCase("zip64_forced.pth")]
    [TestCase("rezipped_stored_macos.pth")]
    public void PackedAgainWithoutCompression_IsRead(string file)
    {
        using WeightCollection weights = Open("not-a-weight-file", file);

        Assert.That(weights.ReadFloat32("a"), Is.EqualTo(new[] { 0f, 1, 2, 3 }));
    }

    [TestCase("lfs_pointer.safetensors", "a Git LFS pointer", "run git lfs pull")]
    [TestCase("drive_page.pth", "a web page, not the download", "Google Drive - Quota exceeded")]
    [TestCase("torchscript.pt", "this is TorchScript", "save the state_dict")]
    [TestCase("whole_model.pth", "a pickled module", "'__main__.Net'")]
    [TestCase("single_tensor.pth", "a single tensor of shape [3]", "a dictionary of tensors is expected")]
    [TestCase("truncated.pth", "cut short", "download it again")]
    [TestCase("rezipped.pth", "is compressed", "zip it without compression")]
    public void OtherFiles_AreToldForWhatTheyAre(string file, string what, string wayOut)
    {
        string path = GoldenData.Find("cases", "not-a-weight-file", file);

        Assert.That(
            () => WeightFile.Open(path),
            Throws.TypeOf<WeightFormatException>().With.Message.StartsWith(path + ": ").And.Message.Contains(what).And.Message.Contains(wayOut)
                .And.Message.Not.Contains("unexpected").And.Message.Not.Contains('\n'));
    }

    private static WeightCollection Open(string folder, string file) => WeightFile.Open(GoldenData.Find("cases", folder, file));
}
