using System.Text.Json;
using NUnit.Framework;

namespace Sige.Tests.Cli;

/// <summary><c>sige edit sdedit --dry-run</c>: it foretells what a run then does.</summary>
internal sealed class EditSdEditForecastTests
{
    [TestCase("ddpm", "fp16")]
    [TestCase("ddpm", "fp32")]
    [TestCase("pd", "fp16")]
    public void BytesAndMacsAreThoseOfTheRun(string folder, string cache)
    {
        using var files = new GoldenDenoiser(folder);
        string[] arguments = files.With("--cache", cache);

        using JsonDocument forecast = EditSdEditCommandTests.Json([.. arguments, "--dry-run"]);
        Assert.That(File.Exists(files.Out), Is.False);
        using JsonDocument run = EditSdEditCommandTests.Json(arguments);

        JsonElement foretold = forecast.RootElement;
        (JsonElement cached, JsonElement memory) = (foretold.GetProperty("cache"), foretold.GetProperty("memory"));
        JsonElement kept = run.RootElement.GetProperty("cache");
        Assert.That(Number(cached, "bytes_per_step"), Is.EqualTo(Number(kept, "bytes_per_step")));
        Assert.That(Number(cached, "memory_bytes"), Is.EqualTo(Number(kept, "memory_bytes")));
        Assert.That(Number(memory, "weight_bytes"), Is.EqualTo(Number(run.RootElement.GetProperty("memory"), "weights") + Number(run.RootElement.GetProperty("memory"), "kept_weights")));
        JsonElement edit = foretold.GetProperty("edits")[0];
        JsonElement done = run.RootElement.GetProperty("edits")[0];
        Assert.That(Number(edit, "macs_dense"), Is.EqualTo(Number(done, "macs_dense")));
        Assert.That(Number(edit, "macs_sparse"), Is.EqualTo(Number(done, "macs_sparse")));
        Assert.That(edit.GetProperty("sparse_ms").GetDouble(), Is.GreaterThan(0).And.LessThan(edit.GetProperty("dense_ms").GetDouble()));
        Assert.That(Number(memory, "peak_bytes"), Is.GreaterThan(Number(cached, "memory_bytes") + Number(memory, "weight_bytes")));
    }

    [Test]
    public void NeedsNoEditAndShowsAPersonWhatTheSessionTakes()
    {
        using var files = new GoldenDenoiser("ddpm");

        CommandRun run = CommandRun.Of("edit", "sdedit", "--weights", files.Weights, "--original", files.Original, "--dry-run", "--cache-budget", "0", "--threads", "2");

        Assert.That(run.ExitCode, Is.Zero, run.Error);
        Assert.That(run.Output, Does.Contain("10 steps are not stored").Or.Contain("10 of 10 steps are not stored"));
        Assert.That(run.Output, Does.Contain("peak memory").And.Contain("cost model").And.Contain("MACs").And.Not.Contain('\e'));
    }

    [Test]
    public void SaysWhichStepsAreSpilled()
    {
        using var files = new GoldenDenoiser("ddpm");
        string spill = files.PathOf("spill");
        Directory.CreateDirectory(spill);

        using JsonDocument forecast = EditSdEditCommandTests.Json([.. files.With("--cache-budget", "1KB", "--spill", spill), "--dry-run"]);

        JsonElement kept = forecast.RootElement.GetProperty("cache");
        Assert.That(kept.GetProperty("steps_spilled").GetInt32(), Is.EqualTo(2));
        Assert.That(Number(kept, "spill_bytes"), Is.EqualTo(2 * Number(kept, "bytes_per_step")));
        Assert.That(Number(kept, "spill_free_bytes"), Is.GreaterThan(0));
        Assert.That(Directory.GetFiles(spill), Is.Empty);
    }

    private static long Number(JsonElement element, string name) => element.GetProperty(name).GetInt64();
}
