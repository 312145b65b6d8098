using System.Numerics;
using System.Runtime.InteropServices;

namespace Sige.Weights;

/// <summary>Conversions between stored element types and float32.</summary>
internal static class ElementConversion
{
    /// <summary>The largest finite float16.</summary>
    public const float LargestHalf = 65504f;

    /// <summary>Widens, or rounds to nearest even, every element of <paramref name="source"/>.</summary>
    public static void ToFloat32(WeightDataType dataType, ReadOnlySpan<byte> source, Span<float> destination)
    {
        switch (dataType)
        {
            case WeightDataType.Float32:
                source.CopyTo(MemoryMarshal.AsBytes(destination));
                break;
            case WeightDataType.Float16:
                Map<Half>(source, destination, static x => (float)x);
                break;
            case WeightDataType.BFloat16:
                Map<ushort>(source, destination, static x => BitConverter.UInt32BitsToSingle((uint)x << 16));
                break;
            case WeightDataType.Float64:
                Map<double>(source, destination, static x => (float)x);
                break;
            case WeightDataType.Int64:
                Map<long>(source, destination, static x => x);
                break;
            case WeightDataType.Int32:
                Map<int>(source, destination, static x => x);
                break;
            case WeightDataType.Int16:
                Map<short>(source, destination, static x => x);
                break;
            case WeightDataType.Int8:
                Map<sbyte>(source, destination, static x => x);
                break;
            case WeightDataType.UInt8:
                Map<byte>(source, destination, static x => x);
                break;
            case WeightDataType.UInt16:
                Map<ushort>(source, destination, static x => x);
                break;
            case WeightDataType.UInt32:
                Map<uint>(source, destination, static x => x);
                break;
            case WeightDataType.UInt64:
                Map<ulong>(source, destination, static x => x);
                break;
            case WeightDataType.Bool:
                Map<byte>(source, destination, static x => x == 0 ? 0f : 1f);
                break;
            case var _ when dataType.IsFloat8():
                LookUp(source, destination, Float8.Values(dataType));
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(dataType), dataType, "Not a weight data type.");
        }
    }

    /// <summary>Widens integers exactly; returns the index of the first value beyond 63 bits, or -1.</summary>
    public static int ToInt64(WeightDataType dataType, ReadOnlySpan<byte> source, Span<long> destination)
    {
        for (int i = 0; i < destination.Length; i++)
        {
            destination[i] = dataType switch
            {
                WeightDataType.Int64 => MemoryMarshal.Cast<byte, long>(source)[i],
                WeightDataType.Int32 => MemoryMarshal.Cast<byte, int>(source)[i],
                WeightDataType.Int16 => MemoryMarshal.Cast<byte, short>(source)[i],
                WeightDataType.Int8 => (sbyte)source[i],
                WeightDataType.UInt8 => source[i],
                WeightDataType.UInt16 => MemoryMarshal.Cast<byte, ushort>(source)[i],
                WeightDataType.UInt32 => MemoryMarshal.Cast<byte, uint>(source)[i],
                WeightDataType.UInt64 => unchecked((long)MemoryMarshal.Cast<byte, ulong>(source)[i]),
                WeightDataType.Bool => source[i] == 0 ? 0 : 1,
                _ => throw new ArgumentOutOfRangeException(nameof(dataType), dataType, "Not an integer type."),
            };
            if (dataType == WeightDataType.UInt64 && destination[i] < 0)
                return i;
        }

        return -1;
    }

    /// <summary>Rounds to nearest even; returns the index of the first value beyond float16's range, or -1.</summary>
    public static int ToFloat16(ReadOnlySpan<float> source, Span<byte> destination)
    {
        Span<Half> halves = MemoryMarshal.Cast<byte, Half>(destination);
        for (int i = 0; i < source.Length; i++)
        {
            if (MathF.Abs(source[i]) > LargestHalf)
                return i;
            halves[i] = (Half)source[i];
        }

        return -1;
    }

    /// <summary>The first element that is NaN or infinite; -1 if there is none.</summary>
    public static int IndexOfNonFinite(ReadOnlySpan<float> values)
    {
        int i = 0;
        for (; i <= values.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            if (!Vector.LessThanOrEqualAll(Vector.Abs(new Vector<float>(values[i..])), new Vector<float>(float.MaxValue)))
                break;
        }

        while (i < values.Length && float.IsFinite(values[i]))
            i++;
        return i < values.Length ? i : -1;
    }

    /// <summary>The first float16 or bfloat16 that is NaN or infinite, so that its exponent is all ones; -1 if there is none.</summary>
    public static int IndexOfNonFinite(WeightDataType dataType, ReadOnlySpan<ushort> bits)
    {
        ushort ones = (ushort)(dataType == WeightDataType.Float16 ? 0x7C00 : 0x7F80);
        var exponent = new Vector<ushort>(ones);
        int i = 0;
        while (i <= bits.Length - Vector<ushort>.Count && !Vector.EqualsAny(new Vector<ushort>(bits[i..]) & exponent, exponent))
            i += Vector<ushort>.Count;
        while (i < bits.Length && (bits[i] & ones) != ones)
            i++;
        return i < bits.Length ? i : -1;
    }

    private static void LookUp(ReadOnlySpan<byte> source, Span<float> destination, ReadOnlySpan<float> values)
    {
        for (int i = 0; i < destination.Length; i++)
            destination[i] = values[source[i]];
    }

    private static void Map<T>(ReadOnlySpan<byte> source, Span<float> destination, Func<T, float> convert)
        where T : unmanaged
    {
        ReadOnlySpan<T> elements = MemoryMarshal.Cast<byte, T>(source);
        for (int i = 0; i < destination.Length; i++)
            destination[i] = convert(elements[i]);
    }
}
