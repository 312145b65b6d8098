namespace Sige.Weights;

/// <summary>A tensor's name as <c>torch.nn.utils.parametrize</c> makes it: <c>OWNER.parametrizations.WEIGHT.PART</c>.</summary>
/// <param name="WeightName"><c>OWNER.WEIGHT</c>.</param>
/// <param name="Stem">All but the part, with the last dot.</param>
/// <param name="Part">Such as <c>original</c>, <c>original1</c>, <c>0._u</c>.</param>
/// <remarks>Source: <c>torch/nn/utils/parametrize.py</c>, <c>register_parametrization</c>.</remarks>
internal readonly record struct Parametrization(string WeightName, string Stem, string Part)
{
    private const string Module = "parametrizations.";

    /// <summary>Takes a name apart; null if it is of another form.</summary>
    public static Parametrization? Find(string name)
    {
        int start = name.LastIndexOf(Module, StringComparison.Ordinal);
        if (start < 0 || (start > 0 && name[start - 1] != '.'))
            return null;
        int weight = start + Module.Length;
        int dot = name.IndexOf('.', weight);
        return dot < 0 ? null : new Parametrization(name[..start] + name[weight..dot], name[..(dot + 1)], name[(dot + 1)..]);
    }
}
