using NUnit.Framework;
using Sige.Graphs;
using Sige.Models;
using Sige.Sessions;
using Sige.Tensors;

namespace Sige.Tests.Sessions;

/// <summary>What holds where masks are those of a picture that is larger than the inputs: for a small decoder of latents.</summary>
internal sealed class MaskScaleTests
{
    private const int Height = 16;
    private const int Width = 24;
    private const int Channels = 4;

    private static readonly AutoencoderConfiguration Sizes = new() { LatentChannels = Channels, Widths = [32, 32, 32], BlocksPerLevel = 1 };

    private readonly float[] _original = Latent(1);

    private static SessionOptions Options => Autoencoder.Random(Sizes).DecoderOptions with { Masks = new MaskOptions(1e-3f, 2, 1), SparseFrom = new Resolution(Height, Width) };

    [Test]
    public void AnEmptyEditChangesNothing()
    {
        using SessionRig rig = Recorded();
        Dictionary<string, string> before = rig.Snapshot();

        RunReport report = rig.Session.Edit([new("latent", _original)]);

        Assert.That((report.MultiplyAdds, report.ChangedPercent), Is.EqualTo((0, 0)));
        Assert.That(rig.Snapshot(), Is.EqualTo(before));
    }

    /// <summary>A pixel of a latent that differs stands for 4x4 of the picture's.</summary>
    [Test]
    public void DifferencesOfInputsAreEnlargedToThePicture()
    {
        using SessionRig differing = Recorded(), masked = Recorded();
        var mask = new byte[16 * Height * Width];
        for (int y = 4 * 5; y < 4 * 8; y++)
            mask.AsSpan(y * 4 * Width + 4 * 7, 4 * 2).Fill(200);

        RunReport report = differing.Session.Edit([new("latent", Edited)]);
        masked.Session.Edit([new("latent", Edited)], new EditOptions { Mask = mask });

        Assert.That(masked.Output(), Is.EqualTo(differing.Output()));
        Assert.That(report.ChangedPercent, Is.EqualTo(100.0 * 6 / (Height * Width)).Within(1e-9));
        Assert.That(report.MultiplyAdds, Is.InRange(1, report.DenseMultiplyAdds / 2));
    }

    [Test]
    public void RevertRestoresEveryBitAndEditsDoNotAddUp()
    {
        using SessionRig one = Recorded(), two = Recorded();
        Dictionary<string, string> before = one.Snapshot();
        one.Session.Edit([new("latent", Edited)]);
        two.Session.Edit([new("latent", Latent(3))]);
        two.Session.Edit([new("latent", Edited)]);

        Assert.That(two.Snapshot(), Is.EqualTo(one.Snapshot()));
        one.Session.Revert();
        Assert.That(one.Snapshot(), Is.EqualTo(before));
    }

    [Test]
    public void AFullMaskWithExactStatisticsGivesTheDenseRun()
    {
        using SessionRig rig = Recorded(options => options with { BreakEven = 2, NormPolicy = NormPolicy.Exact });
        rig.Session.Edit([new("latent", Latent(2))], new EditOptions { Mask = Scene.FullMask(4 * Height, 4 * Width) });
        float[] edited = rig.Output();

        rig.Session.Record([new("latent", Latent(2))]);

        Assert.That(Difference.Maximum(edited, rig.Output()), Is.LessThan(2e-3));
    }

    [Test]
    public void WrongMasksAndScalesAreNamed()
    {
        using SessionRig rig = Recorded();

        Assert.That(
            () => rig.Session.Edit([new("latent", Edited)], new EditOptions { Mask = new byte[Height * Width] }),
            Throws.ArgumentException.With.Message.Contains("6144 pixels, 64x96, but has 384"));
        Assert.That(() => Recorded(options => options with { MaskScale = 0 }), Throws.ArgumentException.With.Message.Contains("1 or more, but is 0"));
    }

    /// <summary>What is predicted of an edit is what it does.</summary>
    [Test]
    public void PredictionsKnowTheScale()
    {
        var options = new CachedSessionOptions { Session = Options, Precision = CachePrecision.Float32 };
        using var rig = new CachedRig(Graph(), 1, options);
        var mask = new byte[16 * Height * Width];
        mask.AsSpan(40 * 4 * Width + 30, 12).Fill(1);
        rig.Session.Record(0, [new("latent", _original)]);
        rig.Session.SetChanges(mask);
        RunReport report = rig.Session.Edit(0, [new("latent", Edited)]);

        CachePrediction prediction = CachedSession.Predict(Graph(), 1, options);

        Assert.That(prediction.PictureSize, Is.EqualTo(new Resolution(4 * Height, 4 * Width)));
        Assert.That(prediction.PredictEdit(mask).MultiplyAdds, Is.EqualTo(report.MultiplyAdds));
    }

    private float[] Edited
    {
        get
        {
            float[] values = [.. _original];
            for (int y = 5; y < 8; y++)
                values.AsSpan((y * Width + 7) * Channels, 2 * Channels).Fill(2.5f);
            return values;
        }
    }

    private static Graph Graph() => Autoencoder.Random(Sizes).BuildDecoder(new Resolution(Height, Width));

    private static float[] Latent(int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, Height * Width * Channels).Select(_ => 2 * random.NextSingle() - 1)];
    }

    private SessionRig Recorded(Func<SessionOptions, SessionOptions>? change = null)
    {
        var rig = new SessionRig(Graph(), change is null ? Options : change(Options));
        rig.Session.Record([new("latent", _original)]);
        return rig;
    }
}
