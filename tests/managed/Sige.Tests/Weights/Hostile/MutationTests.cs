using System.Text;
using NUnit.Framework;

namespace Sige.Tests.Weights;

/// <summary>Sound files cut at every byte, and with random bytes changed: refused or read, never anything else.</summary>
internal sealed class MutationTests
{
    /// <summary>More, or others, by <c>dotnet test -- TestRunParameters.Parameter(name="mutations", value="100000")</c>.</summary>
    private static readonly int Mutations = TestContext.Parameters.Get("mutations", 3000);

    private static readonly int Seed = TestContext.Parameters.Get("seed", 20_240_607);

    private static readonly string[] Formats = ["zip", "legacy", "flax", "safetensors"];

    private TemporaryFolder _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = new TemporaryFolder();

    [TearDown]
    public void RemoveFolder() => _folder.Dispose();

    [TestCaseSource(nameof(Formats))]
    public void WholeFile_IsAccepted(string format) => Assert.That(Refusal.OpensWhole(_folder.Write(Sound(format))), Is.True);

    [TestCaseSource(nameof(Formats))]
    public void EveryPrefix_IsRefused(string format)
    {
        byte[] sound = Sound(format);

        Assert.Multiple(() =>
        {
            for (int length = 0; length < sound.Length; length++)
                Assert.That(Refusal.OpensWhole(_folder.Write(sound[..length])), Is.False, $"cut to {length} of {sound.Length} bytes");
        });
    }

    [TestCaseSource(nameof(Formats))]
    [CancelAfter(3_600_000)]
    public void ChangedBytes_AreRefusedOrRead(string format, CancellationToken cancellationToken)
    {
        byte[] sound = Sound(format);
        var random = new Random(Seed);
        int refused = 0;
        for (int i = 0; i < Mutations; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            refused += Refusal.OpensWhole(Mutate(sound, random)) ? 0 : 1;
        }

        Assert.That(refused, Is.GreaterThan(Mutations / 4), "mutations that reach no check test nothing");
    }

    /// <summary>Pages, pointers, messages and configurations are told apart by patterns: damaged ones are refused all the same.</summary>
    [TestCase("version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 376000000\n")]
    [TestCase("<!-- a --><!DOCTYPE html><html><head><title>Google Drive</title></head><body></body></html>")]
    [TestCase("{\"error\": \"Invalid username or password.\", \"weight_map\": {}}")]
    [TestCase("# U-Net\n---\n\nmodel:\n  ch: 128\n")]
    [CancelAfter(3_600_000)]
    public void ChangedText_IsRefused(string text, CancellationToken cancellationToken)
    {
        var random = new Random(Seed);
        byte[] sound = Encoding.UTF8.GetBytes(text);
        for (int i = 0; i < Mutations; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            byte[] mutant = Mutate(sound, random);
            if (Refusal.OpensWhole(mutant))
                Assert.Fail($"accepted: {Convert.ToHexString(mutant)}");
        }
    }

    private static byte[] Mutate(byte[] sound, Random random)
    {
        byte[] interesting = [0, 1, 0x7F, 0x80, 0xFF, (byte)'.', (byte)'(', (byte)'R', (byte)'b', (byte)'t'];
        byte[] mutant = [.. sound];
        for (int changes = random.Next(1, 5); changes > 0; changes--)
        {
            int position = random.Next(mutant.Length);
            mutant[position] = random.Next(3) switch
            {
                0 => (byte)(mutant[position] ^ (1 << random.Next(8))),
                1 => interesting[random.Next(interesting.Length)],
                _ => (byte)random.Next(256),
            };
        }

        return mutant;
    }

    private static byte[] Sound(string format) => format switch
    {
        "safetensors" => HostileSafetensorsTests.Build(
            """{"__metadata__":{"format":"pt"},"n":{"dtype":"I64","shape":[],"data_offsets":[0,8]},"w":{"dtype":"F32","shape":[2,2],"data_offsets":[8,24]},"c":{"dtype":"C64","shape":[1],"data_offsets":[24,32]},"f":{"dtype":"F8_E5M2","shape":[3],"data_offsets":[32,35]},"p":{"dtype":"F4","shape":[2],"data_offsets":[35,36]},"x":{"dtype":"NEW","shape":[9],"data_offsets":[36,38]},"u":{"dtype":"U64","shape":[],"data_offsets":[38,46]}}""", 46),
        "flax" => FlaxBuilder.Build(new Dictionary<string, object?>
        {
            ["step"] = new FlaxTensor([], "uint32", [1, 0, 0, 0], Extension: 3),
            ["rng"] = new FlaxTensor([1], "uint64", [1, 0, 0, 0, 0, 0, 0, 0x80]),
            ["packed"] = new FlaxTensor([3], "int4", [1, 2]),
            ["fft"] = FlaxBuilder.Chunked(new FlaxTensor([2], "complex64", new byte[16]), 8, 8),
            ["ema_params"] = new Dictionary<string, object?>
            {
                ["conv"] = new Dictionary<string, object?> { ["bias"] = FlaxTensor.Of([2], 1, 2), ["list"] = new object?[] { true, null } },
                ["large"] = FlaxBuilder.Chunked(FlaxTensor.Of([2, 3], 1, 2, 3, 4, 5, 6), 16),
            },
        }),
        _ => SoundCheckpoint(legacy: format == "legacy"),
    };

    /// <summary>
    /// Two sections, a shared storage, a strided view, spectral norm, tensors that are only listed, and training state.
    /// </summary>
    private static byte[] SoundCheckpoint(bool legacy)
    {
        CheckpointBuilder builder = new() { Legacy = legacy };
        return builder.Storage("0", 1f, 2f, 3f, 4f, 5f, 6f).Storage("1", 1f, 2f).Storage("2", 1f, 1f, 1f).Bytes("3", new byte[8]).Build(p =>
        {
            p.Op('}').Text("epoch").Int(7).Op('s').Text("model").OrderedDict();
            builder.Member(p, "a.weight_orig", TensorSpec.Contiguous("0", "FloatStorage", 2, 3));
            builder.Member(p, "a.weight_u", TensorSpec.Contiguous("1", "FloatStorage", 2));
            builder.Member(p, "a.weight_v", TensorSpec.Contiguous("2", "FloatStorage", 3));
            p.Op('}').Text("_metadata").OrderedDict().Op('s').Op('b').Op('s').Text("ema").Op('}');
            builder.Member(p, "w", new TensorSpec("0", "FloatStorage", 6, 0, [3, 2], [1, 3]));
            p.Text("f8");
            builder.TypedTensor(p, TensorSpec.Contiguous("3", "storage.UntypedStorage", 8), "float8_e4m3fn").Op('s');
            p.Text("c");
            builder.TypedTensor(p, TensorSpec.Contiguous("3", "storage.UntypedStorage", 8) with { Size = [1], Stride = [1] }, "complex64").Op('s').Op('s');
            foreach (TrainingValue value in TrainingValue.All)
                value.Write(p.Text(value.Name)).Op('s');
        });
    }
}
