using NUnit.Framework;
using Sige.Devices;
using Sige.Graphs;
using Sige.Lowering;
using Sige.Sessions;
using Sige.Tensors;
using Sige.Tests.Graphs;

namespace Sige.Tests.Sessions;

/// <summary>Sessions of <see cref="GeneralGraph"/>.</summary>
internal sealed class GeneralGraphTests
{
    private const int Height = GeneralGraph.Height;
    private const int Width = GeneralGraph.Width;

    /// <summary>Float32 against float64 sums through a dozen layers, Winograd among them; values are of order 1.</summary>
    private const double Tolerance = 2e-3;

    private readonly float[] _original = Noise(seed: 1);

    [Test]
    public void ADenseRunIsWhatTheGraphSays([Values] bool fused, [Values(1, 2, 3)] int threads)
    {
        Graph graph = GeneralGraph.Build();
        using var rig = new SessionRig(graph, Options(fused), threads);

        rig.Session.Record([new("x", _original)]);

        float[] expected = ReferenceInterpreter.Run(graph, new Dictionary<string, float[]> { ["x"] = _original })["y"];
        Assert.That(Difference.Maximum(rig.Output(), expected), Is.LessThan(Tolerance));
    }

    [Test]
    public void AFullMaskWithExactStatisticsGivesTheDenseRun([Values] bool fused, [Values] ActivePolicy policy)
    {
        float[] other = Noise(seed: 2);
        using var rig = new SessionRig(GeneralGraph.Build(), Options(fused) with { ActivePolicy = policy, BreakEven = 2 });
        rig.Session.Record([new("x", _original)]);
        rig.Session.Edit([new("x", other)], new EditOptions { Mask = Scene.FullMask(Height, Width) });
        float[] edited = rig.Output();

        rig.Session.Record([new("x", other)]);

        Assert.That(Difference.Maximum(edited, rig.Output()), Is.LessThan(Tolerance));
    }

    [Test]
    public void RevertRestoresEveryBit([Values] bool fused, [Values] NormPolicy norms, [Values] ActivePolicy policy)
    {
        using var rig = new SessionRig(GeneralGraph.Build(), Options(fused) with { NormPolicy = norms, ActivePolicy = policy });
        rig.Session.Record([new("x", _original)]);
        Dictionary<string, string> before = rig.Snapshot();

        rig.Session.Edit([new("x", WithRectangle(5, 30, 9, 11))]);
        Assert.That(rig.Snapshot(), Is.Not.EqualTo(before));
        rig.Session.Revert();

        Assert.That(rig.Snapshot(), Is.EqualTo(before));
    }

    /// <summary>
    /// Two fusions let more of a change through: a resized or normalised tensor that is written out is written at active pixels, but
    /// one that is read through an index map or prologue is up to date everywhere. With resizes written out and statistics as
    /// recorded nothing is left to differ.
    /// </summary>
    [Test]
    public void FusionsKeepAnEdit([Values] ActivePolicy policy)
    {
        float[] edit = WithRectangle(5, 30, 9, 11);
        SessionOptions options = Options(true) with
        {
            NormPolicy = NormPolicy.Recorded,
            ActivePolicy = policy,
            Lowering = new LoweringOptions { FuseResizes = false },
        };
        using var fused = new SessionRig(GeneralGraph.Build(), options);
        using var plain = new SessionRig(GeneralGraph.Build(), options with { Lowering = LoweringOptions.Unfused });
        foreach (SessionRig rig in new[] { fused, plain })
        {
            rig.Session.Record([new("x", _original)]);
            rig.Session.Edit([new("x", edit)]);
        }

        Assert.That(Difference.Maximum(plain.Output(), fused.Output()), Is.LessThan(Tolerance));
    }

    [Test]
    public void WithNothingSparseAnEditIsTheDenseRunBitForBit()
    {
        float[] edit = WithRectangle(5, 30, 9, 11);
        using var rig = new SessionRig(GeneralGraph.Build(), Options(true) with { SparseFrom = new Resolution(1000, 1000) });
        rig.Session.Record([new("x", _original)]);
        rig.Session.Edit([new("x", edit)]);
        float[] edited = rig.Output();

        rig.Session.Record([new("x", edit)]);

        Assert.That(edited, Is.EqualTo(rig.Output()));
    }

    [Test]
    public void PixelsOutsideTheMaskAreNotLookedAt()
    {
        float[] edit = WithRectangle(5, 30, 9, 11);
        float[] other = Noise(seed: 3);
        var mask = new byte[Height * Width];
        for (int i = 0; i < edit.Length; i++)
        {
            int pixel = i / 5 % (Height * Width);
            mask[pixel] |= (byte)(edit[i] != _original[i] ? 1 : 0);
        }

        for (int i = 0; i < edit.Length; i++)
            other[i] = mask[i / 5 % (Height * Width)] != 0 ? edit[i] : other[i];
        using var rig = new SessionRig(GeneralGraph.Build(), Options(true));
        rig.Session.Record([new("x", _original)]);
        rig.Session.Edit([new("x", edit)]);
        float[] expected = rig.Output();

        rig.Session.Edit([new("x", other)], new EditOptions { Mask = mask });

        Assert.That(rig.Output(), Is.EqualTo(expected));
    }

    [Test]
    public void DifferencesUpToEpsilonDoNotCount()
    {
        float[] near = Array.ConvertAll(_original, value => value + 5e-4f);
        using var rig = new SessionRig(GeneralGraph.Build(), Options(true));
        rig.Session.Record([new("x", _original)]);
        Dictionary<string, string> before = rig.Snapshot();

        Assert.That(rig.Session.Edit([new("x", near)]).ChangedPercent, Is.Zero);
        Assert.That(rig.Snapshot(), Is.EqualTo(before));
        near[7] = float.NaN;
        Assert.That(rig.Session.Edit([new("x", near)]).ChangedPercent, Is.EqualTo(100.0 / (Height * Width)));
    }

    [Test]
    public void PastBreakEvenALevelRunsWholeAndSaysSo()
    {
        using var rig = new SessionRig(GeneralGraph.Build(), Options(true) with { BreakEven = 0.5 });
        rig.Session.Record([new("x", _original)]);
        Dictionary<string, string> before = rig.Snapshot();

        RunReport report = rig.Session.Edit([new("x", Noise(seed: 2))]);

        Assert.That(report.Resolutions.Select(level => level.Mode), Is.All.EqualTo(StepMode.Dense));
        Assert.That(report.Notices, Has.Exactly(1).Items.And.One.Contains("32x48").And.One.Contains("100 %"));
        Assert.That(report.Notes, Has.Some.Contains("16x24 ran whole").And.None.Contains("32x48 ran whole"));
        rig.Session.Revert();
        Assert.That(rig.Snapshot(), Is.EqualTo(before));
    }

    [Test]
    public void InputsAreOfOneSizeBesideConditions()
    {
        var graph = new GraphBuilder();
        Value small = graph.ResizeNearest(graph.Input("small", new TensorShape(1, 8, 8, 3)), new Resolution(16, 16));
        graph.Output("y", graph.AddVector(graph.Add(graph.Input("x", small.Shape), small), graph.Input("v", new TensorShape(1, 1, 1, 3), role: InputRole.Condition)));

        Assert.That(
            () => new SessionRig(graph.Build()),
            Throws.ArgumentException.With.Message.Contains("beside conditions").And.Message.Contains("are of 2: 8x8, 16x16"));
    }

    [Test]
    public void TwoSessionsRunSideBySide()
    {
        float[] edit = WithRectangle(5, 30, 9, 11);
        using var alone = new SessionRig(GeneralGraph.Build(), Options(true));
        alone.Session.Record([new("x", _original)]);
        alone.Session.Edit([new("x", edit)]);

        Parallel.For(0, 2, _ =>
        {
            using var rig = new SessionRig(GeneralGraph.Build(), Options(true));
            for (int i = 0; i < 5; i++)
            {
                rig.Session.Record([new("x", _original)]);
                rig.Session.Edit([new("x", edit)]);
                Assert.That(rig.Output(), Is.EqualTo(alone.Output()));
            }
        });
    }

    private static SessionOptions Options(bool fused) => new()
    {
        SparseFrom = new Resolution(16, 24),
        NormPolicy = NormPolicy.Exact,
        Lowering = fused ? new LoweringOptions() : LoweringOptions.Unfused,
    };

    private static float[] Noise(int seed)
    {
        var random = new Random(seed);
        var values = new float[2 * Height * Width * 5];
        for (int i = 0; i < values.Length; i++)
            values[i] = 2 * random.NextSingle() - 1;
        return values;
    }

    private float[] WithRectangle(int y, int x, int height, int width)
    {
        float[] values = [.. _original];
        for (int image = 0; image < 2; image++)
        {
            for (int row = y; row < y + height; row++)
                values.AsSpan(((image * Height + row) * Width + x) * 5, width * 5).Fill(0.25f * image);
        }

        return values;
    }
}
