using NUnit.Framework;
using Sige.Diffusion;
using Sige.Models;
using Sige.Sessions;
using Sige.Tensors;
using Sige.Tests.Sessions;
using Sige.Tests.Weights;
using Sige.Weights;

namespace Sige.Tests.Diffusion;

/// <summary>An SDEdit session lets one call at a time in and outlives whatever fails in it.</summary>
internal sealed class SdEditUseTests
{
    private const int Size = SmallUNets.Size;

    private static readonly float[] Original = Pictures.Smooth(Size, 0);
    private static readonly float[] First = Pictures.Paint(Original, Size, 20, 24, 6, 7, value: 0.8f);
    private static readonly float[] Second = Pictures.Paint(Original, Size, 40, 8, 5, 5, value: -0.7f);

    [Test]
    public void ASecondCallIsRefusedAndChangesNothing([Values("edit", "dense", "commit")] string first)
    {
        using SdEditSession session = Open(), other = Open();
        var intruder = new Intruder<DiffusionProgress>(
            () => session.Edit(Second),
            () => session.EditDense(Second),
            session.Revert,
            () => session.Commit(),
            () => session.ReadPicture(),
            () => session.ReadPicture(new float[Original.Length]),
            () => session.ReadMask(new byte[Size * Size]),
            () => session.ReadActivePixels(new Resolution(Size, Size), new bool[Size * Size]),
            session.Dispose);
        session.Edit(Second);
        other.Edit(Second);

        Run(session, first, intruder);

        Assert.That(intruder.Refused, Is.EqualTo(18));
        Run(other, first, null);
        Assert.That(session.ReadPicture(), Is.EqualTo(other.ReadPicture()));
        session.Edit(First);
        other.Edit(First);
        Assert.That(session.ReadPicture(), Is.EqualTo(other.ReadPicture()));
    }

    /// <summary>An edit of no pixel runs no step, but reports its end.</summary>
    [Test]
    public void ACallbackThatThrowsLeavesTheSessionAsItWas([Values] bool changesNothing)
    {
        using SdEditSession session = Open();
        session.Edit(First);
        byte[] before = session.ReadPicture();
        var mask = new byte[Size * Size];
        session.ReadMask(mask);

        for (int step = changesNothing ? 10 : 1; step <= 10; step++)
        {
            Assert.That(
                () => session.Edit(changesNothing ? Original : Second, new Immediate<DiffusionProgress>(done => ThrowAt(done, step))),
                Throws.TypeOf<FormatException>());
            var after = new byte[Size * Size];
            session.ReadMask(after);
            Assert.That(session.ReadPicture(), Is.EqualTo(before), $"step {step}");
            Assert.That(after, Is.EqualTo(mask));
        }

        Assert.That(() => session.Commit(new Immediate<DiffusionProgress>(done => ThrowAt(done, 4))), Throws.TypeOf<FormatException>());
        Assert.That(session.IsEdited, Is.True);
        Assert.That(session.ReadPicture(), Is.EqualTo(before));
        session.Edit(First);
        Assert.That(session.ReadPicture(), Is.EqualTo(before));
    }

    /// <summary>Sparse steps alone have active pixels; those of an edit that failed are not those of the one before.</summary>
    [Test]
    public void ActivePixelsAreThoseOfTheUncommittedEdit()
    {
        using SdEditSession session = Open();
        var size = new Resolution(Size, Size);
        var active = new bool[Size * Size];
        void Read() => session.ReadActivePixels(size, active);

        Assert.That(Read, Throws.InvalidOperationException);
        ResolutionReport expected = session.Edit(First).Steps[0].Run.Resolutions[0];
        Read();
        Assert.That((expected.Resolution, expected.Mode), Is.EqualTo((size, StepMode.Sparse)));
        Assert.That(active.Count(pixel => pixel), Is.EqualTo(expected.ActivePixels));
        session.EditDense(First);
        Assert.That(Read, Throws.InvalidOperationException);
        session.Edit(First);
        Assert.That(() => session.Edit(Second, new Immediate<DiffusionProgress>(_ => throw new FormatException())), Throws.TypeOf<FormatException>());
        Assert.That(Read, Throws.InvalidOperationException);
        session.Edit(Original);
        Assert.That(Read, Throws.InvalidOperationException);
        session.Edit(First);
        Assert.That(Read, Throws.Nothing);
        session.Revert();
        Assert.That(Read, Throws.InvalidOperationException);
    }

    [Test]
    public void PropertiesMayBeReadWhileACallRuns()
    {
        using SdEditSession session = Open();
        DenoisingReport? recording = session.LastReport;

        session.Edit(First, new Immediate<DiffusionProgress>(_ =>
        {
            Assert.That(session.LastReport, Is.SameAs(recording));
            Assert.That(session.Cache.Slots, Has.Count.EqualTo(10));
            Assert.That(session.Memory.Total, Is.Positive);
            Assert.That(session.IsEdited, Is.False);
        }));
    }

    [Test]
    public void AfterItsEndASessionRefusesEverythingButAnotherEnd()
    {
        SdEditSession session = Open();
        session.Dispose();

        Assert.That(session.Dispose, Throws.Nothing);
        Assert.That(() => session.Edit(First), Throws.TypeOf<ObjectDisposedException>().With.Message.Contains(nameof(SdEditSession)));
        Assert.That(() => session.ReadPicture(), Throws.TypeOf<ObjectDisposedException>());
    }

    private static SdEditSession Open()
    {
        using WeightCollection weights = WeightFile.Open(SmallUNets.Weights(UNetKind.Ddpm));
        return SdEditSession.Open(SmallUNets.Load(UNetKind.Ddpm, weights), Original);
    }

    private static void Run(SdEditSession session, string call, IProgress<DiffusionProgress>? progress) => _ = call switch
    {
        "edit" => session.Edit(First, progress),
        "dense" => session.EditDense(First, progress),
        _ => session.Commit(progress),
    };

    private static void ThrowAt(DiffusionProgress done, int step)
    {
        if (done.Step == step)
            throw new FormatException("thrown by a progress callback");
    }
}
