using System.Buffers.Binary;
using NUnit.Framework;
using Sige.Imaging;

namespace Sige.Tests.Imaging;

/// <summary>Damaged and hostile files give <see cref="ImageFormatException"/> and nothing else, and never a huge allocation.</summary>
[TestFixture]
internal sealed class PngHostileTests
{
    private const int HeaderBody = 16;

    private TemporaryFolder _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = new TemporaryFolder();

    [TearDown]
    public void RemoveFolder() => _folder.Dispose();

    [Test]
    public void A_file_cut_anywhere_is_refused()
    {
        byte[] whole = (Small() with { DataChunkSize = 7, PaletteSize = 16, ColorType = 3 }).Encode();
        for (int length = 0; length < whole.Length; length++)
            AssertRefused(whole[..length], $"cut at byte {length}");
    }

    [Test]
    public void Any_wrong_byte_breaks_a_check()
    {
        byte[] whole = (Small() with { DataChunkSize = 7 }).Encode();
        for (int i = 0; i < whole.Length; i++)
        {
            byte[] damaged = [.. whole];
            damaged[i] ^= 0x10;
            AssertRefused(damaged, $"byte {i}");
        }
    }

    /// <summary>More by <c>dotnet test -- TestRunParameters.Parameter(name="mutations", value="1000000")</c>.</summary>
    [Test]
    public void Mutations_with_repaired_checksums_give_a_map_or_the_exception([Values] bool instances)
    {
        int rounds = TestContext.Parameters.Get("mutations", 3000);
        var random = new Random(20221101);
        byte[][] sound = [.. Kinds().Select(file => file.Encode())];
        Action<string> load = instances ? path => InstanceMap.Load(path) : path => LabelMap.Load(path);
        int refused = 0;
        for (int round = 0; round < rounds; round++)
        {
            byte[] bytes = [.. sound[round % sound.Length]];
            for (int flips = random.Next(1, 4); flips > 0; flips--)
                bytes[random.Next(8, bytes.Length)] ^= (byte)(1 << random.Next(8));
            RepairChecksums(bytes);
            refused += Load(bytes, load) is null ? 0 : 1;
        }

        Assert.That(refused, Is.InRange(rounds / 6, rounds - 1));
    }

    [TestCase(0, 0u)]
    [TestCase(4, 0u)]
    [TestCase(0, 16385u)]
    [TestCase(4, 0x80000000u)]
    [TestCase(0, 0xFFFFFFFFu)]
    public void A_side_outside_the_limits_is_refused(int offset, uint side)
    {
        byte[] bytes = Small().Encode();
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(HeaderBody + offset), side);
        RepairChecksums(bytes);
        Assert.That(Load(bytes)?.Message, Does.EndWith($"expected a {(offset == 0 ? "width" : "height")} from 1 to 16384, found {side}"));
    }

    [Test]
    public void A_size_that_the_file_cannot_fill_is_refused_before_memory_is_taken()
    {
        byte[] bytes = Small().Encode();
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(HeaderBody), 16384);
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(HeaderBody + 4), 16384);
        RepairChecksums(bytes);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.That(Load(bytes)?.Message, Does.Contain("expected image data of 16384 x 16384 pixels"));
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(1 << 20));
    }

    [TestCase(1, 0)]
    [TestCase(-1, 0)]
    [TestCase(0, 1)]
    [TestCase(0, -1)]
    public void A_size_that_the_data_does_not_have_is_refused(int dx, int dy)
    {
        byte[] bytes = Small().Encode();
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(HeaderBody), Small().Width + dx);
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(HeaderBody + 4), Small().Height + dy);
        RepairChecksums(bytes);
        AssertRefused(bytes, "size");
    }

    [Test]
    public void Surplus_image_data_is_refused() =>
        AssertRefused((Small() with { Surplus = new byte[100_000] }).Encode(), "surplus");

    [Test]
    public void An_unknown_filter_is_refused() =>
        Assert.That(Load((Small() with { Filter = _ => 5 }).Encode())?.Message, Does.EndWith("expected a filter from 0 to 4 in row 0, found 5"));

    [Test]
    public void Compressed_data_that_wants_a_dictionary_is_refused()
    {
        byte[] bytes = Small().Encode();
        int data = bytes.AsSpan().IndexOf("IDAT"u8) + 4;
        (bytes[data], bytes[data + 1]) = (0x78, 0xBB);
        RepairChecksums(bytes);
        Assert.That(Load(bytes)?.Message, Does.EndWith("expected image data compressed by zlib, found damaged data"));
    }

    [Test]
    public void A_palette_is_needed_and_bounds_the_indices()
    {
        PngTestFile file = Small() with { ColorType = 3 };
        Assert.That(Load(file.Encode())?.Message, Does.EndWith("expected a palette (PLTE) before the image data, found none"));
        int most = file.Samples.Max();
        Assert.That(Load((file with { PaletteSize = most }).Encode())?.Message, Does.EndWith($"expected palette indices below {most}, found {most}"));
        Assert.That(Load((file with { PaletteSize = most + 1 }).Encode()), Is.Null);
    }

    [Test]
    public void Unknown_critical_chunks_and_second_headers_are_refused()
    {
        AssertRefused((Small() with { Extra = [("ABCD", [1])] }).Encode(), "critical chunk");
        AssertRefused((Small() with { Extra = [("IHDR", new byte[13])] }).Encode(), "second header");
        AssertRefused((Small() with { Extra = [("IEND", [])] }).Encode(), "early end");
        AssertRefused((Small() with { Extra = [("IDAT", [])], PaletteSize = 2 }).Encode(), "palette in the data");
    }

    [Test]
    public void Other_files_are_refused_by_their_first_bytes()
    {
        Assert.That(Load([])?.Found, Is.EqualTo("an empty file"));
        Assert.That(Load([0xFF, 0xD8, 0xFF, 0xE0])?.Found, Is.EqualTo("a file that begins with FFD8FFE0"));
    }

    [Test]
    public void A_damaged_picture_is_refused()
    {
        string path = _folder.PathOf("picture.png");
        new RgbImage(16, 16, [.. Enumerable.Range(0, 768).Select(i => (byte)(i * 31))]).Save(path);
        byte[] whole = File.ReadAllBytes(path);
        for (int length = 0; length < whole.Length - 20; length += 13)
        {
            _folder.Write("cut.png", whole[..length]);
            Assert.That(() => RgbImage.Load(_folder.PathOf("cut.png")), Throws.TypeOf<ImageFormatException>(), $"cut at byte {length}");
        }
    }

    [Test]
    public void A_mutated_picture_gives_a_picture_or_the_exception([Values("png", "jpg", "webp")] string extension)
    {
        string path = _folder.PathOf($"picture.{extension}");
        RgbImageTests.Gradient(24, 24).Save(path);
        byte[] whole = File.ReadAllBytes(path);
        var random = new Random(7);
        int refused = 0;
        for (int round = 0; round < 400; round++)
        {
            byte[] damaged = [.. whole];
            damaged[random.Next(damaged.Length)] ^= (byte)(1 << random.Next(8));
            refused += LoadPicture(_folder.Write("mutated", damaged)) ? 0 : 1;
        }

        Assert.That(refused, Is.InRange(10, 400));
    }

    private static bool LoadPicture(string path)
    {
        try
        {
            RgbImage.Load(path);
            return true;
        }
        catch (ImageFormatException)
        {
            return false;
        }
    }

    private static PngTestFile Small() => new(6, 5, 8, 0)
    {
        Samples = [.. Enumerable.Range(0, 30).Select(i => i * 5 % 16)],
        Filter = y => y % 5,
    };

    /// <summary>A file of every kind that a map may be of.</summary>
    private static IEnumerable<PngTestFile> Kinds()
    {
        foreach (int bitDepth in (int[])[1, 2, 4, 8, 16])
        {
            PngTestFile grey = Small() with
            {
                BitDepth = bitDepth,
                Samples = [.. Enumerable.Range(0, 30).Select(i => i * 5 % (1 << bitDepth))],
                Interlaced = bitDepth % 4 == 0,
                DataChunkSize = 16,
                Extra = bitDepth == 4 ? [("eXIf", ExifData.Orientation(1, bigEndian: true))] : [],
            };
            yield return grey;
            if (bitDepth <= 8)
                yield return grey with { ColorType = 3, PaletteSize = Math.Min(1 << bitDepth, 16), Interlaced = !grey.Interlaced, Samples = [.. grey.Samples.Select(id => id % 16)] };
        }
    }

    private void AssertRefused(byte[] bytes, string what) => Assert.That(Load(bytes), Is.Not.Null, what);

    private ImageFormatException? Load(byte[] bytes) => Load(bytes, path => LabelMap.Load(path));

    private ImageFormatException? Load(byte[] bytes, Action<string> load)
    {
        string path = _folder.Write("hostile.png", bytes);
        try
        {
            load(path);
            return null;
        }
        catch (ImageFormatException refusal)
        {
            Assert.That(refusal.Message, Does.StartWith(path));
            return refusal;
        }
    }

    private static void RepairChecksums(byte[] bytes)
    {
        for (long at = 8; at + 12 <= bytes.Length;)
        {
            uint length = BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan((int)at));
            if (at + 12 + length > bytes.Length)
                return;
            Span<byte> typed = bytes.AsSpan((int)at + 4, (int)length + 4);
            BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan((int)at + 8 + (int)length), PngTestFile.Crc(typed));
            at += 12 + length;
        }
    }
}
