using System.Text.Json;
using NUnit.Framework;
using Sige.Bench.Convolutions;
using Sige.Bench.Edits;
using Sige.Bench.Output;
using Sige.Bench.Workloads;
using Sige.Devices;
using Sige.Tests.Imaging;

namespace Sige.Tests.Bench;

/// <summary>The JSON of the bench has the keys that others read.</summary>
[TestFixture]
public sealed class BenchOutputTests
{
    private static readonly string[] Keys =
    [
        "model", "threads", "isa", "policy", "edit_percent", "macs_dense", "macs_sparse", "macs_sparse_blocks", "dense_ms", "sparse_ms",
        "record_ms", "peer", "peer_dense_ms", "speedup_vs_dense", "speedup_vs_peer", "psnr_db", "peak_rss_mb", "precision", "times",
    ];

    private static readonly ModelResult Result = new(
        "gaugan", 2, "avx2", "tiles", 1.2, 281_276_612_608, 1, 2, 3.5, 4.5, 5.5, "peer", 6.5, 7.5, 8.5, 9.5, 10.5)
    { Precision = "float32", Times = new(1, 2, 3, 4, 5, 6, 7, 8, 9, 60) };

    [Test]
    public void ModelResultHasTheKeysInOrder()
    {
        using JsonDocument json = JsonDocument.Parse(BenchOutput.ToJson(Result));

        Assert.That(json.RootElement.EnumerateObject().Select(property => property.Name), Is.EqualTo(Keys));
        Assert.That(json.RootElement.GetProperty("macs_dense").GetInt64(), Is.EqualTo(281_276_612_608));
    }

    [Test]
    public void AStepOfADiffusionHasItsCacheAsWell()
    {
        using JsonDocument json = JsonDocument.Parse(BenchOutput.ToJson(Result with { CacheMbPerStep = 250.1, SetChangesMs = 1.5 }));

        Assert.That(json.RootElement.EnumerateObject().Select(property => property.Name), Is.EqualTo([.. Keys, "cache_mb_per_step", "set_changes_ms"]));
        Assert.That(json.RootElement.GetProperty("cache_mb_per_step").GetDouble(), Is.EqualTo(250.1));
    }

    [Test]
    public void WithoutAPeerItsKeysAreNull()
    {
        using JsonDocument json = JsonDocument.Parse(BenchOutput.ToJson(Result with { Peer = null, PeerDenseMs = null, SpeedupVsPeer = null }));

        Assert.That(json.RootElement.EnumerateObject().Select(property => property.Name), Is.EqualTo(Keys));
        foreach (string key in (string[])["peer", "peer_dense_ms", "speedup_vs_peer"])
            Assert.That(json.RootElement.GetProperty(key).ValueKind, Is.EqualTo(JsonValueKind.Null), key);
    }

    [Test]
    public void JsonGoesToTheFile()
    {
        using var folder = new TemporaryFolder();
        string path = folder.PathOf("result.json");

        new BenchOutput(path).WriteJson(Result);

        using JsonDocument json = JsonDocument.Parse(File.ReadAllText(path));
        Assert.That(json.RootElement.GetProperty("model").GetString(), Is.EqualTo("gaugan"));
    }

    [Test]
    public void ConvolutionFigureNamesItsForm()
    {
        var figure = new ConvolutionFigure(
            "GauGAN", "fc", "36->64 3x3 @8x8", 1, "all", 64, 36 * 64 * 9 * 64, FormNames.Winograd4, true, true, 100, 50, null, null, 1e6, 2e6, null, null);

        using JsonDocument json = JsonDocument.Parse(BenchOutput.ToJson(figure));

        Assert.That(json.RootElement.GetProperty("form").GetString(), Is.EqualTo(FormNames.Winograd4));
        Assert.That(json.RootElement.GetProperty("predicted_cost").GetDouble(), Is.EqualTo(1e6));
        Assert.That(figure.Seconds, Is.EqualTo(2e-9 * 36 * 64 * 9 * 64 / 100).Within(1e-12));
        Assert.That(figure.PeerSeconds, Is.Null);
    }

    [Test]
    public void CurveNamesWhatIsTooSlow()
    {
        var slow = new CurvePoint(EditForm.Scattered, 50, 106, 1.06);
        var result = new CurveResult("gaugan", 2, "avx2", "tiles", 100, null, null, [new CurvePoint(EditForm.Rectangle, 50, 104, 1.04), slow]);

        Assert.That(result.TooSlow, Is.EqualTo([slow]));
        using JsonDocument json = JsonDocument.Parse(BenchOutput.ToJson(result));
        Assert.That(json.RootElement.GetProperty("points")[1].GetProperty("form").GetString(), Is.EqualTo("Scattered"));
    }
}
