using NUnit.Framework;
using Sige.Sessions;

namespace Sige.Tests.Sessions;

/// <summary>Values that float16 cannot hold.</summary>
internal sealed class OverflowTests
{
    private readonly CachedCase _case = CachedCase.Of("general");

    private CachedSessionOptions Options => new() { Session = _case.Session, Precision = CachePrecision.Float16 };

    [Test]
    public void ATensorThatOverflowsIsKeptAsFloat32AndNamed()
    {
        byte[] mask = _case.Mask((5, 30, 9, 11));
        using var half = new CachedRig(_case.Graph(), 2, Options);
        using var full = new CachedRig(_case.Graph(), 2, Options with { Precision = CachePrecision.Float32 });
        foreach (CachedRig rig in new[] { half, full })
        {
            rig.Session.Record(0, Huge(_case.Recorded(0)));
            rig.Session.Record(1, _case.Recorded(1));
            rig.Session.SetChanges(mask);
            rig.Poison();
            rig.Session.Edit(0, Huge(_case.Edited(0, mask)));
        }

        CacheReport cache = half.Session.Cache;
        Assert.That(cache.Widened, Is.Not.Empty);
        Assert.That(cache.Widened.Select(tensor => tensor.Slot), Is.All.Zero);
        Assert.That(cache.Widened[0].Tensor, Does.Contain("in"));
        Assert.That(cache.Widened[0].Overflows, Is.Positive);
        Assert.That(cache.MemoryBytes, Is.EqualTo(2 * cache.SlotBytes + cache.Widened.Sum(tensor => tensor.Bytes)));
        Assert.That(cache.Notices, Has.Exactly(1).Items.And.One.Contains($"{cache.Widened.Count} tensors of 1 slots").And.One.Contains("65504"));
        Assert.That(full.Session.Cache.Widened, Is.Empty);
        Assert.That(full.Session.Cache.Notices, Is.Empty);
        Assert.That(Difference.Maximum(half.Output(), full.Output()), Is.LessThan(2e-2));

        half.Session.Record(0, _case.Recorded(0));

        Assert.That(half.Session.Cache.Widened, Is.Empty);
    }

    [Test]
    public void ASlotWhoseWideTensorPassesTheBudgetIsNotStored()
    {
        long slotBytes = CachedSession.Predict(_case.Graph(), 1, Options).SlotBytes;
        using var rig = new CachedRig(_case.Graph(), 2, Options with { BudgetBytes = 2 * slotBytes });

        RunReport report = rig.Session.Record(0, Huge(_case.Recorded(0)));

        Assert.That(rig.Session.State(0), Is.EqualTo(SlotState.NotStored));
        Assert.That(report.Notices, Has.Some.Contains("pass float16").And.Some.Contains("budget"));
        Assert.That(rig.Session.Memory.Cache, Is.LessThanOrEqualTo(2 * slotBytes));
        rig.Session.Record(0, _case.Recorded(0));
        Assert.That(rig.Session.State(0), Is.EqualTo(SlotState.InMemory));
    }

    private static SessionInput[] Huge(SessionInput[] inputs) =>
        [new SessionInput(inputs[0].Name, Array.ConvertAll(inputs[0].Floats.ToArray(), value => 1e6f * value))];
}
