using NUnit.Framework;
using Sige.Devices;
using Sige.Lowering;
using Sige.Sessions;

namespace Sige.Tests.Sessions;

/// <summary>The forms of a session's convolutions: forced by name, kept within a budget, and told in reports.</summary>
internal sealed class FormTests
{
    private static readonly float[] Original = SmallUNet.Picture(seed: 1);

    [Test]
    public void AFormIsForcedWhereItCanComputeTheLayer([Values(FormNames.Direct, FormNames.Winograd2, FormNames.Winograd4)] string name)
    {
        using SessionRig rig = Open(SmallUNet.Options with { Form = name });

        RunReport report = rig.Session.Record(SmallUNet.Inputs(Original));

        ConvolutionCosts[] found = CostsOf(report);
        Assert.That(found.Where(costs => Candidate(costs, name).Refusal is null).Select(costs => costs.Form.Name), Is.Not.Empty.And.All.EqualTo(name));
        Assert.That(found.Where(costs => Candidate(costs, name).Refusal is not null), Has.All.Matches<ConvolutionCosts>(IsCheapest));
    }

    [Test]
    public void AnUnknownFormIsRefusedWithTheNamesThereAre()
    {
        SessionOptions options = SmallUNet.Options with { Form = "fastest" };

        Assert.That(() => Open(options), Throws.ArgumentException.With.Message.Contains("'fastest'").And.Message.Contains(FormNames.Direct).And.Message.Contains(FormNames.Winograd4));
        Assert.That(() => CachedSession.Predict(SmallUNet.Build(TimeForm.Additive), 1, new CachedSessionOptions { Session = options }), Throws.ArgumentException.With.Message.Contains("'fastest'"));
    }

    [Test]
    public void WithoutForceEachLayerTakesTheCheapest()
    {
        using SessionRig rig = Open(SmallUNet.Options);

        RunReport report = rig.Session.Record(SmallUNet.Inputs(Original));

        Assert.That(CostsOf(report), Is.Not.Empty.And.All.Matches<ConvolutionCosts>(IsCheapest));
    }

    [Test]
    public void KeptWeightsStayWithinTheBudget([Values(0, 0.1, 0.25, 1, 100)] double budget)
    {
        using SessionRig rig = Open(SmallUNet.Options with { KeptWeightsBudget = budget });

        RunReport report = rig.Session.Record(SmallUNet.Inputs(Original));

        ConvolutionRunner[] runners = [.. rig.Session.Executor.Bound.Runners.OfType<ConvolutionRunner>()];
        Assert.That(report.Memory.KeptWeights, Is.EqualTo(runners.Sum(runner => runner.Layer.Convolution.KeptBytes)));
        Assert.That(report.Memory.KeptWeights, Is.LessThanOrEqualTo(budget * runners.Sum(runner => runner.Layer.Convolution.WeightBytes)));
        Assert.That(report.Memory.KeptWeights > 0, Is.EqualTo(budget > 0), "some layer is small enough for each budget");
        Assert.That(report.Notes.Count(note => note.Contains("keeps", StringComparison.Ordinal)), Is.EqualTo(runners.Count(runner => runner.Layer.Convolution.KeptBytes > 0)));
    }

    /// <summary>Another form's weights are of no use to a layer that may not run it.</summary>
    [Test]
    public void OnlyTheForcedFormIsKept()
    {
        using SessionRig direct = Open(SmallUNet.Options with { Form = FormNames.Direct, KeptWeightsBudget = 100 });
        using SessionRig winograd = Open(SmallUNet.Options with { Form = FormNames.Winograd2, KeptWeightsBudget = 100 });

        Assert.That(Kept(direct), Is.Empty);
        Assert.That(Kept(winograd), Is.Not.Empty.And.All.EqualTo(FormNames.Winograd2));
    }

    [Test]
    public void ReportsGiveEachCandidateWithItsCostOrItsRefusal()
    {
        using SessionRig rig = Open(SmallUNet.Options);

        RunReport report = rig.Session.Record(SmallUNet.Inputs(Original));

        foreach (StepReport step in report.Steps.Where(step => step.Costs is not null))
        {
            ConvolutionCosts costs = step.Costs!.Value;
            Assert.That(step.Reason, Does.StartWith($"{costs.Form.Name} at cost "));
            foreach (FormCandidate candidate in costs.Candidates.Skip(1))
                Assert.That(step.Reason, Does.Contain($"; {candidate}"));
        }
    }

    private static SessionRig Open(SessionOptions options) => new(SmallUNet.Build(TimeForm.Additive), options);

    private static ConvolutionCosts[] CostsOf(RunReport report) => [.. report.Steps.Select(step => step.Costs).OfType<ConvolutionCosts>()];

    private static FormCandidate Candidate(ConvolutionCosts costs, string name) => costs.Candidates.Single(candidate => candidate.Form.Name == name);

    private static bool IsCheapest(ConvolutionCosts costs) => costs.Candidates.All(candidate => candidate.Refusal is not null || candidate.Cost >= costs.Cost);

    private static IEnumerable<string> Kept(SessionRig rig) =>
        from runner in rig.Session.Executor.Bound.Runners.OfType<ConvolutionRunner>()
        from form in runner.Layer.Convolution.Forms
        where form.IsKept
        select form.Name;
}
