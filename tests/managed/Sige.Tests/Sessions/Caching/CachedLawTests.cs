using NUnit.Framework;
using Sige.Devices;
using Sige.Lowering;
using Sige.Sessions;
using Sige.Tests.Weights;

namespace Sige.Tests.Sessions;

/// <summary>What holds for every cached session, whatever the network.</summary>
[TestFixture("general")]
[TestFixture("gaugan")]
[TestFixture("gc")]
[TestFixture("ddpm-like")]
[TestFixture("pd-like")]
[TestFixture("sd-like")]
internal sealed class CachedLawTests(string network)
{
    private const int Slots = 3;

    private readonly CachedCase _case = CachedCase.Of(network);

    [Test]
    public void AnEditIsThatOfASessionThatRecordsInPlace([Values] NormPolicy norms, [Values] ActivePolicy policy, [Values] bool fused)
    {
        SessionOptions options = _case.Session with
        {
            NormPolicy = norms,
            ActivePolicy = policy,
            Lowering = fused ? new LoweringOptions() : LoweringOptions.Unfused,
        };
        using CachedRig cached = Recorded(options);
        foreach (byte[] mask in Masks())
        {
            for (int slot = Slots - 1; slot >= 0; slot--)
                Assert.That(cached.Edit(_case, slot, mask), Is.EqualTo(InPlace(options, slot, mask)), $"slot {slot}");
        }
    }

    [Test]
    public void PastBreakEvenToo()
    {
        byte[] mask = _case.Mask((0, 0, _case.Size.H, _case.Size.W / 2));
        SessionOptions options = _case.Session with { BreakEven = 0.55 };
        using CachedRig cached = Recorded(options);

        Assert.That(cached.Edit(_case, 1, mask), Is.EqualTo(InPlace(options, 1, mask)));
        RunReport report = cached.Session.LastReport!;
        Assert.That(report.Notices.Concat(report.Notes), Has.Some.Contains("ran whole"));
    }

    [Test]
    public void EditsLeaveTheRecordingsAsTheyAre([Values] CachePrecision precision)
    {
        byte[] first = Rectangle(), second = _case.Mask((1, 2, 5, 3));
        using CachedRig rig = Recorded(_case.Session, precision);
        float[] expected = rig.Edit(_case, 1, first);

        rig.Edit(_case, 2, second);
        rig.Edit(_case, 1, second);
        rig.Session.Run(_case.Recorded(0));

        Assert.That(rig.Edit(_case, 1, first), Is.EqualTo(expected));
    }

    [Test]
    public void AnEmptyChangeGivesTheRecordedOutput([Values] CachePrecision precision)
    {
        using CachedRig rig = Recorded(_case.Session, precision);
        rig.Session.Run(_case.Recorded(1));
        float[] recorded = rig.Output();

        Assert.That(rig.Edit(_case, 1, _case.Mask()), Is.EqualTo(recorded));
        Assert.That(rig.Session.LastReport!.MultiplyAdds, Is.Zero);
        Assert.That(rig.Session.LastReport!.Steps.Select(step => step.Mode), Is.All.EqualTo(StepMode.Skipped));
    }

    [Test]
    public void AChangeOfEverythingIsTheDenseRun()
    {
        byte[] everything = _case.Mask((0, 0, _case.Size.H, _case.Size.W));
        using CachedRig rig = Recorded(_case.Session with { BreakEven = 0.55 });
        float[] edited = rig.Edit(_case, 1, everything);

        rig.Session.Run(_case.Edited(1, everything));

        Assert.That(edited, Is.EqualTo(rig.Output()));
    }

    [Test]
    public void SpilledSlotsAreThoseInMemory([Values] CachePrecision precision)
    {
        using var folder = new TemporaryFolder();
        var options = new CachedSessionOptions { Session = _case.Session, Precision = precision };
        using CachedRig memory = CachedRig.Recorded(_case, Slots, options);
        using CachedRig spilled = CachedRig.Recorded(_case, Slots, options with { BudgetBytes = 0, SpillDirectory = folder["spill"] });

        for (int slot = 0; slot < Slots; slot++)
        {
            Assert.That(spilled.Session.State(slot), Is.EqualTo(SlotState.Spilled));
            Assert.That(spilled.Edit(_case, slot, Rectangle()), Is.EqualTo(memory.Edit(_case, slot, Rectangle())));
        }

        Assert.That(spilled.Session.Memory.Cache, Is.Zero);
    }

    [Test]
    public void ARegionGivesTheEditsInsideIt([Values] CachePrecision precision, [Values] ActivePolicy policy, [Values] NormPolicy norms)
    {
        (int h, int w) = (_case.Size.H, _case.Size.W);
        var options = new CachedSessionOptions
        {
            Session = _case.Session with { ActivePolicy = policy, NormPolicy = norms, OutputPolicy = OutputPolicy.Active },
            Precision = precision,
            RecomputesCheapTensors = false,
        };
        using CachedRig whole = CachedRig.Recorded(_case, 1, options);
        foreach (PixelRegion region in new PixelRegion[] { new(h / 2 - 3, w / 2 - 5, 6, 7), new(0, 0, 5, 3), new(h - 4, w - 6, 4, 6) })
        {
            using CachedRig rig = CachedRig.Recorded(_case, 1, options with { Region = region });
            Assert.That(rig.Session.Cache.SlotBytes, Is.LessThan(whole.Session.Cache.SlotBytes));
            byte[][] masks = [_case.Mask((region.Y, region.X, region.Height, region.Width)), _case.Mask((region.Y + 1, region.X + 2, 1, 1))];
            foreach (byte[] mask in masks)
                Assert.That(rig.Edit(_case, 0, mask), Is.EqualTo(whole.Edit(_case, 0, mask)), $"{region}");
        }
    }

    [Test]
    public void OneAndThreeThreadsGiveTheSameBits([Values] CachePrecision precision)
    {
        var options = new CachedSessionOptions { Session = _case.Session, Precision = precision };
        using CachedRig one = CachedRig.Recorded(_case, 1, options, threads: 1);
        using CachedRig three = CachedRig.Recorded(_case, 1, options, threads: 3);

        Assert.That(three.Edit(_case, 0, Rectangle()), Is.EqualTo(one.Edit(_case, 0, Rectangle())));
    }

    [Test]
    public void HalfPrecisionIsNear()
    {
        using CachedRig full = Recorded(_case.Session);
        using CachedRig half = Recorded(_case.Session, CachePrecision.Float16);

        float[] expected = full.Edit(_case, 1, Rectangle()), actual = half.Edit(_case, 1, Rectangle());

        Assert.That(half.Session.Cache.SlotBytes, Is.LessThan(0.7 * full.Session.Cache.SlotBytes));
        Assert.That(Difference.Maximum(actual, expected), Is.InRange(double.Epsilon, HalfTolerance));
    }

    [Test]
    public void ASmallerEditAllocatesNothing()
    {
        using CachedRig rig = Recorded(_case.Session, CachePrecision.Float16);
        byte[] large = _case.Mask((0, 0, _case.Size.H / 2, _case.Size.W / 3)), small = _case.Mask((5, 5, 4, 4));
        SessionInput[] edited = _case.Edited(1, small);
        rig.Edit(_case, 1, large);
        rig.Edit(_case, 1, small);
        MemoryReport memory = rig.Session.Memory;
        long before = GC.GetAllocatedBytesForCurrentThread();

        rig.Session.Edit(1, edited);

        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.That(rig.Session.Memory, Is.EqualTo(memory));
        Assert.That(allocated, Is.LessThan(64 << 10), "the report, mostly");
    }

    /// <summary>Rounding to float16, 2^-11 of each value, through some twenty layers; pictures are in -1 to 1.</summary>
    private const double HalfTolerance = 2e-2;

    private byte[] Rectangle() => _case.Mask((_case.Size.H / 4, _case.Size.W / 3, _case.Size.H / 5, _case.Size.W / 6));

    private IEnumerable<byte[]> Masks()
    {
        (int h, int w) = (_case.Size.H, _case.Size.W);
        yield return Rectangle();
        yield return _case.Mask((0, 0, 1, 1));
        yield return _case.Mask((0, w - 1, 1, 1));
        yield return _case.Mask((h - 1, 0, 1, 1));
        yield return _case.Mask((h - 1, w - 1, 1, 1));
    }

    private float[] InPlace(SessionOptions options, int slot, byte[] mask)
    {
        using var rig = new SessionRig(_case.Graph(), options);
        rig.Session.Record(_case.Recorded(slot));
        rig.Session.Edit(_case.Edited(slot, mask), new EditOptions { Mask = mask });
        return rig.Output();
    }

    private CachedRig Recorded(SessionOptions session, CachePrecision precision = CachePrecision.Float32) => CachedRig.Recorded(
        _case, Slots, new CachedSessionOptions { Session = session, Precision = precision, RecomputesCheapTensors = false });
}
