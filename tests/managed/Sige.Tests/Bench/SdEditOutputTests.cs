using System.Text.Json;
using NUnit.Framework;
using Sige.Bench.Output;
using Sige.Bench.SdEdit;

namespace Sige.Tests.Bench;

/// <summary>The JSON of whole edits has the keys that others read.</summary>
[TestFixture]
public sealed class SdEditOutputTests
{
    private static readonly string[] Keys =
    [
        "model", "threads", "isa", "policy", "sampler", "steps", "steps_stored", "cache", "edit_percent", "denoised_percent", "macs_dense", "macs_sparse",
        "open_ms", "first_edit_ms", "edit_ms", "dense_edit_ms", "speedup_end_to_end", "cache_mb", "cache_mb_per_step", "psnr_db", "psnr_in_mask_db",
        "precision_psnr_db", "peak_rss_mb", "crop",
    ];

    private static readonly string[] CropKeys = ["side", "margin", "edit_ms", "speedup_end_to_end", "psnr_db", "psnr_in_mask_db"];

    [Test]
    public void ResultHasTheKeysInOrder()
    {
        var result = new SdEditResult
        {
            Model = "sdedit-pd",
            Threads = 2,
            Isa = "avx2",
            Policy = "tiles",
            Sampler = "ProgressiveDistillation",
            Steps = 5,
            StepsStored = 5,
            Cache = "fp16",
            EditPercent = 1.2,
            DenoisedPercent = 1.6,
            MacsDense = 573_000_000_000,
            MacsSparse = 182_000_000_000,
            OpenMs = 1,
            FirstEditMs = 2,
            EditMs = 3,
            DenseEditMs = 9,
            SpeedupEndToEnd = 3,
            CacheMb = 500,
            CacheMbPerStep = 100,
            PsnrDb = 40,
            PsnrInMaskDb = 22,
            PrecisionPsnrDb = null,
            PeakRssMb = 3000,
            Crop = new CropResult(128, 32, 4, 2.25, 30, 12),
        };

        using JsonDocument json = JsonDocument.Parse(BenchOutput.ToJson(result));

        Assert.That(Names(json.RootElement), Is.EqualTo(Keys));
        Assert.That(Names(json.RootElement.GetProperty("crop")), Is.EqualTo(CropKeys));
        Assert.That(json.RootElement.GetProperty("precision_psnr_db").ValueKind, Is.EqualTo(JsonValueKind.Null));
    }

    [Test]
    public void PsnrInTheMaskLeavesTheRestOut()
    {
        float[] reference = [.. Enumerable.Repeat(0f, 12)], picture = [.. reference];
        picture[4] = 0.2f;

        var psnr = new MaskedPsnr(reference, [0, 1, 0, 0]);

        // One of three elements errs by a tenth of the range of 2, or one of twelve.
        Assert.That(psnr.InMask(picture), Is.EqualTo(10 * Math.Log10(3 * 100)).Within(0.01));
        Assert.That(psnr.Whole(picture), Is.EqualTo(10 * Math.Log10(12 * 100)).Within(0.01));
        Assert.That(psnr.Whole(reference), Is.Null);
    }

    private static IEnumerable<string> Names(JsonElement element) => element.EnumerateObject().Select(property => property.Name);
}
