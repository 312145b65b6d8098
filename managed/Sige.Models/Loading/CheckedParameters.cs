using Sige.Weights;

namespace Sige.Models;

/// <summary>
/// Takes a network's constants from a file and collects what does not fit, so that one message tells all of it. A 1x1 convolution's
/// weight may be a matrix [out, in] in the file, and a matrix a 1x1 convolution's weight.
/// </summary>
/// <param name="weights">The network's tensors.</param>
/// <param name="names">How the file names them.</param>
/// <param name="network">What the network is, for messages: "a SPADE generator".</param>
internal sealed class CheckedParameters(WeightCollection weights, NameTable names, string network) : ParameterSource
{
    private const int MostListed = 12;

    /// <summary>Constants that older versions of the frameworks saved and that are known without them.</summary>
    private static readonly string[] KnownBuffers = ["position_ids"];

    private readonly WeightParameters _exact = new(weights);
    private readonly HashSet<string> _taken = new(StringComparer.Ordinal);
    private readonly List<string> _missing = [];
    private readonly List<string> _misshapen = [];

    /// <inheritdoc/>
    public override Parameter Get(string name, WeightShape shape)
    {
        string stored = names.ToOther(name);
        bool isNew = _taken.Add(stored);
        if (!weights.TryGetInfo(stored, out WeightInfo? info))
        {
            if (isNew)
                _missing.Add(NetworkFinder.Quote(stored));
            return Absent(stored, shape);
        }

        if (info.Shape == shape)
            return _exact.Get(stored, shape);
        if (IsSameMatrix(info.Shape, shape))
            return _exact.Get(stored, info.Shape).Reshape(shape);
        if (isNew)
            _misshapen.Add($"{NetworkFinder.Quote(stored)} is {info.Shape} in place of {shape}");
        return Absent(stored, shape);
    }

    /// <summary>Throws if a constant that was asked for is not there or has another shape, or if there are others.</summary>
    /// <exception cref="WeightFormatException">The message lists all three kinds.</exception>
    public void RequireAll()
    {
        string[] surplus =
        [
            .. weights.Entries.Select(info => info.Name).Where(name => !_taken.Contains(name) && !KnownBuffers.Contains(name[(name.LastIndexOf('.') + 1)..]))
                .Select(NetworkFinder.Quote),
        ];
        string[] faults = [.. Describe("missing", _missing), .. Describe("of another shape", _misshapen), .. Describe("left over", surplus)];
        if (faults.Length > 0)
            throw new WeightFormatException(weights.FilePath, $"the tensors of {network} do not fit its configuration: {string.Join("; ", faults)}.");
    }

    private static IEnumerable<string> Describe(string what, IReadOnlyList<string> names)
    {
        if (names.Count == 0)
            yield break;
        string more = names.Count > MostListed ? $" and {names.Count - MostListed} more" : "";
        yield return $"{names.Count} {what}: {string.Join(", ", names.Take(MostListed))}{more}";
    }

    private static bool IsSameMatrix(WeightShape found, WeightShape expected) =>
        found.Rank >= 2 && expected.Rank >= 2 && found[0] == expected[0] && found[1] == expected[1]
        && found.ElementCount == expected.ElementCount && expected.ElementCount == expected[0] * expected[1];

    /// <summary>Stands for what does not fit until <see cref="RequireAll"/> says so.</summary>
    private Parameter Absent(string name, WeightShape shape) => new(name, shape, () => throw new WeightFormatException(weights.FilePath, $"there is no tensor '{name}' of shape {shape}."));
}
