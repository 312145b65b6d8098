using System.IO.Compression;
using System.IO.Pipes;
using System.Text;
using NUnit.Framework;
using Sige.Weights;

namespace Sige.Tests.Weights;

/// <summary>What people hold instead of weights is told for what it is, in one line with a way out.</summary>
internal sealed class FileKindTests
{
    private TemporaryFolder _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = new TemporaryFolder();

    [TearDown]
    public void RemoveFolder() => _folder.Dispose();

    [TestCase("version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 12\n", "a Git LFS pointer (to 12 bytes)")]
    [TestCase("version https://git-lfs.github.com/spec/v1", "a Git LFS pointer")]
    [TestCase("\r\n <!doctype HTML><HTML lang=en><title> 404 </title>", "a web page, not the download ('404')")]
    [TestCase("<html><body>404</body></html>", "a web page")]
    [TestCase("<!-- a --><head>", "a web page")]
    [TestCase("<?xml version=\"1.0\"?><!DOCTYPE html PUBLIC \"x\">", "a web page")]
    [TestCase("<?xml version=\"1.0\"?><Error><Code>AccessDenied</Code></Error>", "an XML document")]
    [TestCase("{\"error\":\"Invalid username or password.\"}", "a server's message")]
    [TestCase("{\n  \"a\":{\"message\": \"x\"}}", "a server's message")]
    [TestCase("{\"a\":  {\"ch\": 128}, \"b\": 1}", "JSON, such as a configuration")]
    [TestCase("[1, 2]", "JSON")]
    [TestCase("{\"metadata\": {}, \"weight_map\": {}}", "index of a checkpoint in several files")]
    [TestCase("# U-Net\nmodel:\n  ch: 128\n", "a YAML configuration")]
    [TestCase("---\ndata: 1", "a YAML configuration")]
    [TestCase("import torch\n", "It begins 'import torch'")]
    [TestCase("(dp0\nS'a'\n", "a plain Python pickle")]
    [TestCase("GIF89a\u0001\u0002", "a GIF picture")]
    [TestCase("%PDF-1.7\n\u0001", "a PDF document")]
    [TestCase("GGUF\u0003\0\0\0", "a GGUF file")]
    [TestCase("SQLite format 3\0", "an SQLite database")]
    [TestCase("abc\0", "too short")]
    public void Text_IsNamed(string text, string what) => AssertTold(Encoding.UTF8.GetBytes(text), what);

    [TestCase("89 48 44 46 0D 0A 1A 0A", "an HDF5 file")]
    [TestCase("93 4E 55 4D 50 59 01 00 76 00", "a single NumPy array")]
    [TestCase("89 50 4E 47 0D 0A 1A 0A 00 00", "a PNG picture")]
    [TestCase("FF D8 FF E0 00 10 4A 46 49 46", "a JPEG picture")]
    [TestCase("1F 8B 08 00 00 00 00 00 00 03", "a gzip archive")]
    [TestCase("37 7A BC AF 27 1C 00 04", "a 7z archive")]
    [TestCase("52 61 72 21 1A 07 01 00", "a RAR archive")]
    [TestCase("28 B5 2F FD 00 00", "a Zstandard archive")]
    [TestCase("08 07 12 07 70 79 74 6F 72 63 68", "an ONNX model")]
    [TestCase("08 01 12 07 0A 05 73 65 72 76 65", "a TensorFlow SavedModel")]
    [TestCase("80 04 95 10 00 00 00 00 00 00 00 7D 94", "a plain Python pickle")]
    [TestCase("80 02 7D 71 00 2E", "a plain Python pickle")]
    [TestCase("FF FE 61 00 62 00", "text in UTF-16")]
    [TestCase("00 00 00 00 00 00 00 00 00 00 00 00", "nothing but zeros")]
    [TestCase("01 02 03 04 05 06 07 08 09 0A 0B", "neither a PyTorch checkpoint")]
    public void Bytes_AreNamed(string hex, string what) => AssertTold(Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal)), what);

    [Test]
    public void TextBehindOtherBytes_IsNotTakenForText()
    {
        byte[] damaged = [.. Enumerable.Repeat((byte)0xFF, 100), .. Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("\"weight\": [1, 2], ", 200)))];

        Assert.That(() => WeightFile.Open(_folder.Write(damaged)), Throws.TypeOf<WeightFormatException>().With.Message.Not.Contains("this is text"));
    }

    [Test]
    public void Nothing_IsNamed() => AssertTold([], "the file is empty");

    [Test]
    public void TarArchives_AreNamed()
    {
        var tar = new byte[512];
        "ustar"u8.CopyTo(tar.AsSpan(257));
        tar[0] = (byte)'a';

        AssertTold(tar, "a tar archive");
    }

    [TestCase("m/constants.pkl m/data.pkl m/code/__torch__.py", "TorchScript")]
    [TestCase("archive/archive_format archive/models/model.json", "torch.export")]
    [TestCase("mean.npy std.npy", "NumPy arrays (.npz)")]
    [TestCase("model.weights.h5 config.json", "a Keras model")]
    [TestCase("[Content_Types].xml word/document.xml", "an office document")]
    [TestCase("readme.txt models/latest_net_G.pth", "holds 'models/latest_net_G.pth'; unpack it")]
    [TestCase("readme.txt", "one NAME/data.pkl is expected")]
    public void Archives_AreNamed(string names, string what)
    {
        using var stream = new MemoryStream();
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (string name in names.Split(' '))
            {
                using Stream entry = archive.CreateEntry(name).Open();
                entry.Write("content content content content"u8);
            }
        }

        AssertTold(stream.ToArray(), what);
    }

    [TestCase("", "an empty folder")]
    [TestCase("_METADATA manifest.ocdbt d/", "as Orbax writes checkpoints; a Flax msgpack file is expected")]
    [TestCase("model_index.json unet/diffusion_pytorch_model.safetensors", "such as 'unet/diffusion_pytorch_model.safetensors'")]
    [TestCase("config.json model.safetensors notes.txt", "it holds 'model.safetensors'")]
    [TestCase("saved_model.pb variables/", "as TensorFlow writes it")]
    [TestCase("data.pkl version data/", "zip it again without compression")]
    [TestCase("notes.txt", "this is a folder; a PyTorch checkpoint")]
    public void Folders_AreNamed(string entries, string what)
    {
        string folder = _folder["file"];
        Directory.CreateDirectory(folder);
        foreach (string entry in entries.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            string path = Path.Combine(folder, entry);
            Directory.CreateDirectory(entry.EndsWith('/') ? path : Path.GetDirectoryName(path)!);
            if (!entry.EndsWith('/'))
                File.WriteAllBytes(path, []);
        }

        AssertTold(folder, what);
        Directory.Delete(folder, recursive: true);
    }

    [Test]
    public void CutDownloads_AreNamed()
    {
        byte[] zip = CheckpointBuilder.OfTensor(legacy: false, TensorSpec.Contiguous("0", "FloatStorage", 6), new byte[24]);
        byte[] legacy = CheckpointBuilder.OfTensor(legacy: true, TensorSpec.Contiguous("0", "FloatStorage", 6), new byte[24]);
        byte[] safetensors = HostileSafetensorsTests.Build("""{"w":{"dtype":"F32","shape":[6],"data_offsets":[0,24]}}""", 24);
        byte[] flax = FlaxBuilder.Build(new Dictionary<string, object?> { ["w"] = FlaxTensor.Of([6], 1, 2, 3, 4, 5, 6) });

        AssertTold(zip[..^10], "download it again");
        AssertTold(legacy[..^10], "cut short; download it again");
        AssertTold(legacy[..60], "cut short or damaged: download it again");
        AssertTold(safetensors[..^10], $"({safetensors.Length} bytes are expected, {safetensors.Length - 10} found); download it again");
        AssertTold(safetensors[..20], "cut short or damaged; download it again");
        AssertTold(flax[..^10], "cut short; download or write the file again");
    }

    [Test]
    public void Pipes_AreReadIntoMemory()
    {
        if (OperatingSystem.IsWindows())
            Assert.Ignore("/dev/fd is not part of Windows.");
        byte[] file = CheckpointBuilder.OfTensor(legacy: false, TensorSpec.Contiguous("0", "FloatStorage", 2), BitConverter.GetBytes(0x3F80000040000000));
        using var pipe = new AnonymousPipeServerStream(PipeDirection.Out);
        pipe.Write(file);
        string path = $"/dev/fd/{pipe.ClientSafePipeHandle.DangerousGetHandle()}";
        Task<float[]> reading = Task.Run(() =>
        {
            using WeightCollection weights = WeightFile.Open(path);
            Assert.That(weights.FilePath, Is.EqualTo(path));
            return weights.ReadFloat32("w");
        });
        Thread.Sleep(100);
        pipe.Dispose();

        Assert.That(reading.Result, Is.EqualTo(new[] { 2f, 1f }));
    }

    [Test]
    public void PipesWithoutEnd_AreRefused()
    {
        using var stream = new MemoryStream(new byte[100]);

        Assert.That(() => PipeBuffer.Read(stream, "file", largest: 99), Refusal.With("save it to a file first"));
    }

    private void AssertTold(byte[] content, string what) => AssertTold(_folder.Write(content), what);

    private static void AssertTold(string path, string what) => Assert.That(
        () => WeightFile.Open(path),
        Refusal.With(what).And.Message.Not.Contains("unexpected").And.Message.Not.Contains('\n').And.Message.Not.Match("[0-9A-F]{12}"));
}
