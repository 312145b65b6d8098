using NUnit.Framework;
using Sige.Sessions;
using Sige.Tests.Weights;

namespace Sige.Tests.Sessions;

/// <summary>A prediction is what is then allocated and done.</summary>
[TestFixture("general")]
[TestFixture("gaugan")]
[TestFixture("gc")]
[TestFixture("ddpm-like")]
[TestFixture("pd-like")]
[TestFixture("sd-like")]
internal sealed class PredictionTests(string network)
{
    private readonly CachedCase _case = CachedCase.Of(network);

    [Test]
    public void MemoryAndWorkAreAsPredicted([Values] CachePrecision precision, [Values] bool region, [Values(0, 0.25)] double kept)
    {
        CachedSessionOptions options = Options(precision, region);
        options = options with { Session = options.Session with { KeptWeightsBudget = kept } };
        CachePrediction predicted = CachedSession.Predict(_case.Graph(), 2, options);
        using var rig = new CachedRig(_case.Graph(), 2, options);
        RunReport dense = rig.Session.Record(0, _case.Recorded(0));
        rig.Session.Record(1, _case.Recorded(1));

        MemoryReport memory = rig.Session.Memory with { Log = 0, ActiveSets = 0 };

        Assert.That(memory, Is.EqualTo(predicted.Memory));
        Assert.That(rig.Session.Cache.SlotBytes, Is.EqualTo(predicted.SlotBytes));
        Assert.That(rig.Session.Cache.MemoryBytes, Is.EqualTo(2 * predicted.SlotBytes));
        Assert.That(dense.MultiplyAdds, Is.EqualTo(predicted.DenseMultiplyAdds));
        Assert.That(Cost(dense), Is.EqualTo(predicted.DenseCost).Within(1e-9).Percent);
    }

    [Test]
    public void EditsAreAsPredicted([Values] bool region, [Values] NormPolicy norms)
    {
        CachedSessionOptions options = Options(CachePrecision.Float32, region);
        options = options with { Session = options.Session with { NormPolicy = norms } };
        CachePrediction predicted = CachedSession.Predict(_case.Graph(), 1, options);
        using CachedRig rig = CachedRig.Recorded(_case, 1, options);
        byte[] mask = _case.Mask((_case.Size.H / 2, _case.Size.W / 2, 3, 4));

        rig.Edit(_case, 0, mask);
        EditPrediction edit = predicted.PredictEdit(mask);

        RunReport report = rig.Session.LastReport!;
        Assert.That(edit.MultiplyAdds, Is.EqualTo(report.MultiplyAdds));
        Assert.That(edit.Cost, Is.EqualTo(Cost(report)).Within(1e-9).Percent);
        Assert.That(edit.LogBytes, Is.EqualTo(report.Memory.Log));
        Assert.That(edit.IsWhole, Is.False);
        Assert.That(edit.LoadedBytes, Is.InRange(1, predicted.SlotBytes));
    }

    [Test]
    public void SlotsAreSharedOutAsPredicted([Values(0, 0.9, 1, 2.5, 4)] double slotsInBudget, [Values] bool spills)
    {
        using var folder = new TemporaryFolder();
        CachedSessionOptions options = Options(CachePrecision.Float32, false);
        long slotBytes = CachedSession.Predict(_case.Graph(), 1, options).SlotBytes;
        options = options with { BudgetBytes = (long)(slotsInBudget * slotBytes), SpillDirectory = spills ? folder["spill"] : null };
        CachePrediction predicted = CachedSession.Predict(_case.Graph(), 4, options);

        using CachedRig rig = CachedRig.Recorded(_case, 4, options);

        CacheReport cache = rig.Session.Cache;
        Assert.That(predicted.InMemorySlots, Is.EqualTo((int)slotsInBudget));
        Assert.That(cache.Count(SlotState.InMemory), Is.EqualTo(predicted.InMemorySlots));
        Assert.That(cache.Count(SlotState.Spilled), Is.EqualTo(predicted.SpilledSlots));
        Assert.That(cache.Count(SlotState.NotStored), Is.EqualTo(predicted.NotStoredSlots));
        Assert.That(cache.SpillBytes, Is.EqualTo(predicted.SpillBytes));
        Assert.That(cache.MemoryBytes, Is.EqualTo(predicted.Memory.Cache).And.LessThanOrEqualTo(options.BudgetBytes));
    }

    private static double Cost(RunReport report) => report.Steps.Sum(step => step.Costs?.Cost ?? 0);

    private CachedSessionOptions Options(CachePrecision precision, bool region) => new()
    {
        Session = _case.Session,
        Precision = precision,
        Region = region ? new PixelRegion(_case.Size.H / 2 - 2, _case.Size.W / 2 - 3, 8, 9) : null,
    };
}
