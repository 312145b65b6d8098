using Sige.Graphs;
using Sige.Weights;

namespace Sige.Models;

/// <summary>Which class of a SPADE generator each label of a map stands for.</summary>
public sealed class LabelClasses
{
    /// <summary>What published label maps write for unknown pixels.</summary>
    private const int UnknownId = byte.MaxValue;

    private const int None = -1;

    private readonly int[] _classes = new int[byte.MaxValue + 1];

    internal LabelClasses(int count, int? unknown, int first)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(first);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(first, byte.MaxValue);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(unknown ?? 0, count, nameof(unknown));
        ArgumentOutOfRangeException.ThrowIfNegative(unknown ?? 0, nameof(unknown));
        Count = count;
        Unknown = unknown;
        First = first;
        for (int id = 0; id < _classes.Length; id++)
        {
            int index = id - first;
            bool isClass = index >= 0 && index < count && !(unknown is not null && id == UnknownId);
            _classes[id] = isClass ? index : unknown ?? None;
        }
    }

    /// <summary>How many classes there are.</summary>
    public int Count { get; }

    /// <summary>The class of unknown pixels, or null.</summary>
    public int? Unknown { get; }

    /// <summary>The label of class 0.</summary>
    public int First { get; }

    /// <summary>The labels that stand for a class of their own, such as <c>0 to 34</c>.</summary>
    public string Range => FormattableString.Invariant($"{First} to {Math.Min(First + Count - 1, Unknown is null ? byte.MaxValue : UnknownId - 1)}");

    /// <summary>
    /// The one class above 255 that labels can mean: unknown pixels. Networks read bytes, so it changes places with class 255, which
    /// no label means then.
    /// </summary>
    private int? SwappedClass => Unknown > byte.MaxValue ? Unknown : null;

    /// <summary>Where the first label is that stands for no class; -1 if there is none.</summary>
    /// <param name="labels">Labels of any number.</param>
    public int IndexOfUnknown(ReadOnlySpan<byte> labels)
    {
        for (int i = 0; i < labels.Length; i++)
        {
            if (_classes[labels[i]] == None)
                return i;
        }

        return -1;
    }

    /// <summary>What the input <see cref="SpadeGenerator.LabelsInput"/> of a graph is to hold for labels of a map.</summary>
    /// <param name="labels">Labels, [H, W].</param>
    /// <param name="width">Pixels in a row, for messages.</param>
    /// <returns>The input, [H, W]. Labels that mean the same are the same there.</returns>
    /// <exception cref="ArgumentException">A label stands for no class; the message has its place.</exception>
    public byte[] Map(ReadOnlySpan<byte> labels, int width)
    {
        var result = new byte[labels.Length];
        Map(labels, width, result);
        return result;
    }

    /// <summary>The same into memory of the caller.</summary>
    /// <param name="labels">Labels, [H, W].</param>
    /// <param name="width">Pixels in a row, for messages.</param>
    /// <param name="destination">Receives the input, [H, W]. Labels that mean the same are the same there.</param>
    /// <exception cref="ArgumentException">A label stands for no class; the message has its place. Or the lengths differ.</exception>
    public void Map(ReadOnlySpan<byte> labels, int width, Span<byte> destination)
    {
        if (destination.Length != labels.Length)
            throw new ArgumentException($"There are {labels.Length} labels, but room for {destination.Length}.", nameof(destination));
        if (IndexOfUnknown(labels) is >= 0 and int at)
        {
            throw new ArgumentException(
                $"Labels are expected to be {Range}, found {labels[at]} at x {at % width}, y {at / width}; {nameof(SpadeGeneratorOptions)}.{nameof(SpadeGeneratorOptions.UnknownLabel)} "
                + "says which class such labels stand for.");
        }

        for (int i = 0; i < destination.Length; i++)
            destination[i] = (byte)Math.Min(_classes[labels[i]], byte.MaxValue);
    }

    /// <summary>Filters that read the one-hot of <see cref="Map(ReadOnlySpan{byte}, int)"/>'s result, made of filters that read the one-hot of classes.</summary>
    /// <param name="weight">[out, classes and more, kernel height, kernel width].</param>
    internal Parameter Arrange(Parameter weight)
    {
        if (SwappedClass is not { } unknown)
            return weight;
        int taps = (int)(weight.Shape[2] * weight.Shape[3]);
        int filter = (int)weight.Shape[1] * taps;
        return new Parameter(weight.Name, weight.Shape, () =>
        {
            float[] values = weight.Read();
            for (int start = 0; start < values.Length; start += filter)
            {
                for (int tap = start; tap < start + taps; tap++)
                    (values[tap + byte.MaxValue * taps], values[tap + unknown * taps]) = (values[tap + unknown * taps], values[tap + byte.MaxValue * taps]);
            }

            return values;
        });
    }
}
