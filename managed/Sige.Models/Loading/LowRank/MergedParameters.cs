using Sige.Weights;

namespace Sige.Models;

/// <summary>A network's constants with low-rank updates added as they are read, so that nothing is held twice.</summary>
internal sealed class MergedParameters : ParameterSource
{
    private readonly ParameterSource _plain;
    private readonly LowRankModules[] _updates;

    /// <summary>Finds the updates of a part of a model.</summary>
    /// <param name="plain">The constants without them.</param>
    /// <param name="updates">The files, added in their order.</param>
    /// <param name="part">The part.</param>
    public MergedParameters(ParameterSource plain, IEnumerable<LowRankUpdate> updates, LowRankPart part)
    {
        _plain = plain;
        _updates = [.. updates.Select(update => new LowRankModules(update, part))];
    }

    /// <inheritdoc/>
    public override Parameter Get(string name, WeightShape shape) => _updates.Aggregate(
        _plain.Get(name, shape), (weight, update) => update.Find(name)?.Merge(weight) ?? weight);

    /// <summary>Throws if an update is of what was not asked for.</summary>
    public void RequireAll()
    {
        foreach (LowRankModules update in _updates)
            update.RequireAll();
    }
}
