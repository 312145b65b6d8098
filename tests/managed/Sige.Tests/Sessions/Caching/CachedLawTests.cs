using NUnit.Framework;
using Sige.Devices;
using Sige.Lowering;
using Sige.Sessions;

namespace Sige.Tests.Sessions;

/// <summary>What holds for every cached session, whatever the network.</summary>
[TestFixture("general")]
[TestFixture("gaugan")]
[TestFixture("gc")]
internal sealed class CachedLawTests(string network)
{
    private const int Slots = 3;

    private readonly CachedCase _case = CachedCase.Of(network);

    [Test]
    public void AnEditIsThatOfASessionThatRecordsInPlace([Values] NormPolicy norms, [Values] ActivePolicy policy, [Values] bool fused)
    {
        SessionOptions options = _case.Session with
        {
            NormPolicy = norms, ActivePolicy = policy, Lowering = fused ? new LoweringOptions() : LoweringOptions.Unfused,
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
        Assert.That(cached.Session.LastReport!.Notices, Has.Some.Contains("ran whole"));
    }

    private IEnumerable<byte[]> Masks()
    {
        (int h, int w) = (_case.Size.H, _case.Size.W);
        yield return _case.Mask((h / 4, w / 3, h / 5, w / 6));
        yield return _case.Mask((0, 0, 1, 1));
        yield return _case.Mask((h - 1, w - 1, 1, 1));
    }

    private float[] InPlace(SessionOptions options, int slot, byte[] mask)
    {
        using var rig = new SessionRig(_case.Graph(), options);
        rig.Session.Record(_case.Recorded(slot));
        rig.Session.Edit(_case.Edited(slot, mask), new EditOptions { Mask = mask });
        return rig.Output();
    }

    private CachedRig Recorded(SessionOptions session) => CachedRig.Recorded(
        _case, Slots, new CachedSessionOptions { Session = session, Precision = CachePrecision.Float32 });
}
