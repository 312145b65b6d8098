using NUnit.Framework;
using Sige.Weights;

namespace Sige.Tests.Weights;

/// <summary>Tensors and storages whose numbers lie, in both PyTorch formats.</summary>
[TestFixture(false)]
[TestFixture(true)]
internal sealed class HostileTensorTests(bool legacy)
{
    private const string Storage = "FloatStorage";

    private readonly TemporaryFolder _folder = new();

    private static IEnumerable<TestCaseData> Views()
    {
        yield return View("offset below 0", 6, -1, [2], [1], "negative");
        yield return View("stride below 0", 6, 5, [2], [-1], "negative");
        yield return View("extent below 0", 6, 0, [-2], [1], "negative");
        yield return View("offset at the end", 6, 6, [1], [1], "does not fit its storage of 6");
        yield return View("one too many", 6, 0, [7], [1], "does not fit");
        yield return View("stride too wide", 6, 0, [2, 2], [5, 1], "does not fit");
        yield return View("stride overflows", 6, 0, [3], [long.MaxValue], "does not fit");
        yield return View("offset overflows", 6, long.MaxValue, [2], [1], "does not fit");
        yield return View("product overflows", 6, 0, [long.MaxValue, long.MaxValue], [0, 0], "overflowing");
        yield return View("product overflows to 0", 6, 0, [1L << 32, 1L << 32], [0, 0], "overflowing");
        yield return View("expanded to 8 TB", 6, 0, [1L << 41], [0], "too often");
        yield return View("empty beyond the end", 6, 7, [0], [1], "does not fit");
        yield return View("ranks differ", 6, 0, [2, 3], [1], "_rebuild_tensor_v2 expects");
        yield return View("rank of 65", 6, 0, [.. Enumerable.Repeat(1L, 65)], [.. Enumerable.Repeat(1L, 65)], "_rebuild_tensor_v2 expects");
        yield return View("storage longer than its bytes", 7, 0, [7], [1], "expected");
        yield return View("storage shorter than its bytes", 5, 0, [5], [1], "expected");
        yield return View("storage below 0", -1, 0, [0], [1], "persistent id");
        yield return View("storage overflows", long.MaxValue, 0, [1], [1], "persistent id");
        yield return View("storage of an exabyte", 1L << 58, 0, [1], [1], "bytes");
    }

    [OneTimeTearDown]
    public void RemoveFolder() => _folder.Dispose();

    [TestCaseSource(nameof(Views))]
    public void View_OutsideItsStorage_IsRefused(long count, long offset, long[] size, long[] stride, string reason)
    {
        byte[] file = CheckpointBuilder.OfTensor(legacy, new TensorSpec("0", Storage, count, offset, size, stride), new byte[24]);

        Assert.That(() => Refusal.ReadAll(_folder.Write(file)), Refusal.With(reason));
    }

    [Test]
    public void Aliases_WithoutEnd_AreRefused()
    {
        CheckpointBuilder builder = new() { Legacy = legacy };
        byte[] file = builder.Storage("0", new byte[24]).Build(p =>
        {
            p.Op('}').Op('(');
            builder.Tensor(p.Text("w"), new TensorSpec("0", Storage, 6, 0, [1 << 22], [0])).Raw((byte)'q', 1);
            for (int i = 0; i < 100; i++)
                p.Text($"w{i}").Raw((byte)'h', 1);
            p.Op('u');
        });

        Assert.That(() => Refusal.ReadAll(_folder.Write(file)), Refusal.With("far larger than the file"));
    }

    [Test]
    public void TwoDescriptionsOfAStorage_AreRefused()
    {
        CheckpointBuilder builder = new() { Legacy = legacy };
        byte[] file = builder.Storage("0", new byte[24]).Build(p =>
        {
            builder.Member(p.Op('}'), "a", TensorSpec.Contiguous("0", Storage, 6));
            builder.Member(p, "b", TensorSpec.Contiguous("0", Storage, 5));
        });

        Assert.That(() => Refusal.ReadAll(_folder.Write(file)), Refusal.With("'"));
    }

    [Test]
    public void EqualNames_AreRefused()
    {
        CheckpointBuilder builder = new() { Legacy = legacy };
        byte[] file = builder.Storage("0", new byte[24]).Build(p =>
        {
            builder.Member(p.Op('}'), "a.b", TensorSpec.Contiguous("0", Storage, 6));
            builder.Member(p.Text("a").Op('}'), "b", TensorSpec.Contiguous("0", Storage, 6)).Op('s');
        });

        Assert.That(() => Refusal.ReadAll(_folder.Write(file)), Refusal.With("'a.b'"));
    }

    [TestCase('N', "None")]
    [TestCase('\u0088', "True")]
    [TestCase(')', null)]
    public void TensorUnderAKeyThatIsNoText_IsNamedOrLeftOut(char key, string? name)
    {
        CheckpointBuilder builder = new() { Legacy = legacy };
        byte[] file = builder.Storage("0", new byte[24]).Build(p =>
        {
            builder.Tensor(p.Op('}').Raw((byte)key), TensorSpec.Contiguous("0", Storage, 6)).Op('s');
            builder.Member(p, "w", TensorSpec.Contiguous("0", Storage, 6));
        });

        using WeightCollection weights = WeightFile.Open(_folder.Write(file));

        Assert.That(weights.Entries.Select(info => info.Name), Is.EqualTo(name is null ? ["w"] : new[] { name, "w" }));
    }

    private static TestCaseData View(string name, long count, long offset, long[] size, long[] stride, string reason) =>
        new TestCaseData(count, offset, size, stride, reason).SetArgDisplayNames(name);
}
