using System.Collections;
using System.Globalization;
using System.Runtime.CompilerServices;

namespace Sige.Weights;

/// <summary>The extents of a stored tensor, outermost first; a scalar has none.</summary>
/// <remarks>Convolution weights are <c>[out, in, kernel height, kernel width]</c>, as the files have them.</remarks>
[CollectionBuilder(typeof(WeightShape), nameof(Create))]
public readonly struct WeightShape : IEquatable<WeightShape>, IReadOnlyList<long>
{
    private readonly long[]? _extents;

    /// <summary>Makes a shape of the given extents.</summary>
    /// <exception cref="ArgumentException">An extent is negative, or their product exceeds 63 bits.</exception>
    public WeightShape(params ReadOnlySpan<long> extents)
    {
        if (!TryCountElements(extents, out long count))
            throw new ArgumentException($"[{Join(extents)}] is not a shape: an extent is negative or the product overflows.", nameof(extents));
        _extents = extents.ToArray();
        ElementCount = count;
    }

    /// <summary>The number of extents.</summary>
    public int Rank => _extents?.Length ?? 0;

    /// <summary>The product of the extents; 1 for a scalar.</summary>
    public long ElementCount => _extents is null ? 1 : field;

    /// <summary>The extent of one axis.</summary>
    /// <exception cref="IndexOutOfRangeException"><paramref name="axis"/> is not below <see cref="Rank"/>.</exception>
    public long this[int axis] => AsSpan()[axis];

    int IReadOnlyCollection<long>.Count => Rank;

    /// <summary>Whether both shapes have the same extents in the same order.</summary>
    public static bool operator ==(WeightShape left, WeightShape right) => left.Equals(right);

    /// <summary>Whether the shapes differ in rank or in an extent.</summary>
    public static bool operator !=(WeightShape left, WeightShape right) => !left.Equals(right);

    /// <summary>Makes a shape from a collection expression, such as <c>[64, 36, 3, 3]</c>.</summary>
    public static WeightShape Create(ReadOnlySpan<long> extents) => new(extents);

    /// <summary>The extents as a span.</summary>
    public ReadOnlySpan<long> AsSpan() => _extents;

    /// <inheritdoc/>
    public bool Equals(WeightShape other) => AsSpan().SequenceEqual(other.AsSpan());

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is WeightShape other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = default(HashCode);
        foreach (long extent in AsSpan())
            hash.Add(extent);
        return hash.ToHashCode();
    }

    /// <inheritdoc/>
    public IEnumerator<long> GetEnumerator() => ((IEnumerable<long>)(_extents ?? [])).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>The extents in brackets, such as <c>[64, 36, 3, 3]</c>.</summary>
    public override string ToString() => $"[{Join(AsSpan())}]";

    internal static bool TryCountElements(ReadOnlySpan<long> extents, out long count)
    {
        Int128 product = 1;
        bool valid = true;
        bool empty = false;
        foreach (long extent in extents)
        {
            empty |= extent == 0;
            product *= Math.Max(extent, 1);
            valid &= extent >= 0 && product <= long.MaxValue;
            product = valid ? product : 1;
        }

        count = valid && !empty ? (long)product : 0;
        return valid;
    }

    private static string Join(ReadOnlySpan<long> extents) =>
        string.Join(", ", extents.ToArray().Select(extent => extent.ToString(CultureInfo.InvariantCulture)));
}
