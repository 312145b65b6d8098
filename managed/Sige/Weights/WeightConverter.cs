using System.Buffers;
using System.Runtime.InteropServices;

namespace Sige.Weights;

/// <summary>Converts any readable weight file to safetensors.</summary>
public static class WeightConverter
{
    /// <summary>Converts a file; the destination appears whole or not at all.</summary>
    /// <param name="sourcePath">A file that <see cref="WeightFile.Open"/> reads.</param>
    /// <param name="destinationPath">The safetensors file to create or replace; not the source.</param>
    /// <param name="options">What to convert and how.</param>
    /// <param name="progress">Is told of each tensor after it was written.</param>
    /// <param name="cancellationToken">Ends the conversion between two tensors.</param>
    /// <returns>What was written, and which tensors were left out because their types are only listed.</returns>
    /// <exception cref="WeightFormatException">
    /// The source cannot be read, has no tensor of a type that is, or a value lies beyond 65504, the largest finite float16.
    /// </exception>
    /// <exception cref="ArgumentException">Source and destination are the same file.</exception>
    /// <exception cref="IOException">A file cannot be opened or written.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static WeightConversionResult Convert(
        string sourcePath,
        string destinationPath,
        WeightConversionOptions options,
        IProgress<WeightConversionProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        CheckDestination(sourcePath, destinationPath);
        using WeightCollection file = WeightFile.Open(sourcePath);
        return Convert(file, destinationPath, options, progress, cancellationToken);
    }

    /// <summary>Converts the tensors of an open file, or of a view of it; the destination appears whole or not at all.</summary>
    /// <param name="file">The tensors.</param>
    /// <param name="destinationPath">The safetensors file to create or replace; not the one that the tensors are read from.</param>
    /// <param name="options">What to convert and how.</param>
    /// <param name="progress">Is told of each tensor after it was written.</param>
    /// <param name="cancellationToken">Ends the conversion between two tensors.</param>
    /// <returns>What was written, and which tensors were left out because their types are only listed.</returns>
    /// <exception cref="WeightFormatException">
    /// There is no tensor of a type that can be read, or a value lies beyond 65504, the largest finite float16.
    /// </exception>
    /// <exception cref="ArgumentException">The destination is the file of the tensors.</exception>
    /// <exception cref="IOException">The destination cannot be written.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static WeightConversionResult Convert(
        WeightCollection file,
        string destinationPath,
        WeightConversionOptions options,
        IProgress<WeightConversionProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(options);
        if (file.Format != WeightFormat.Memory)
            CheckDestination(file.FilePath, destinationPath);
        WeightCollection selected = options.Section is null ? file : file.Select(options.Section);
        WeightCollection plain = options.FoldNorms ? WeightNorms.Fold(selected) : selected;
        WeightInfo[] wanted = [.. plain.Entries.Where(info => !options.DropBatchCounters || !IsBatchCounter(info))];
        WeightInfo[] kept = [.. wanted.Where(info => info.IsReadable)];
        WeightInfo[] skipped = [.. wanted.Where(info => !info.IsReadable)];
        if (kept.Length == 0 && skipped.Length > 0)
            throw ListedEntry.Refuse(skipped[0], file.FilePath);
        WeightData[] entries = [.. kept.Select(info => ConvertEntry(plain, info, options.Precision))];

        SafetensorsWriter.Write(
            destinationPath, entries, Metadata(file), progress is null ? null : new ProgressCounter(progress, entries), cancellationToken);
        return new WeightConversionResult(
            entries.Length,
            plain.Entries.Count - wanted.Length,
            options.FoldNorms ? WeightNorms.Count(selected) : 0,
            new FileInfo(destinationPath).Length,
            skipped);
    }

    private static void CheckDestination(string sourcePath, string destinationPath)
    {
        if (Path.GetFullPath(sourcePath) == Path.GetFullPath(destinationPath))
            throw new ArgumentException("The destination is the source itself.", nameof(destinationPath));
    }

    private static bool IsBatchCounter(WeightInfo info) =>
        info.Name == "num_batches_tracked" || info.Name.EndsWith(".num_batches_tracked", StringComparison.Ordinal);

    private static Dictionary<string, string> Metadata(WeightCollection file) =>
        new(file.Metadata, StringComparer.Ordinal) { ["format"] = file.Metadata.GetValueOrDefault("format", file.Format == WeightFormat.Flax ? "flax" : "pt") };

    private static WeightData ConvertEntry(WeightCollection weights, WeightInfo info, WeightFilePrecision precision)
    {
        WeightDataType target = !info.DataType.IsFloatingPoint() ? info.DataType
            : precision == WeightFilePrecision.Float16 ? WeightDataType.Float16
            : WeightDataType.Float32;
        WeightEntry entry = weights.FindReadable(info.Name);
        WeightProducer produce = target == info.DataType ? entry.CopyTo
            : target == WeightDataType.Float32 ? destination => entry.CopyTo(MemoryMarshal.Cast<byte, float>(destination))
            : destination => CopyAsFloat16(weights.FilePath, entry, destination);
        return new WeightData(info with { DataType = target }, produce);
    }

    private static void CopyAsFloat16(string filePath, WeightEntry entry, Span<byte> destination)
    {
        int count = (int)entry.Info.Shape.ElementCount;
        float[] buffer = ArrayPool<float>.Shared.Rent(count);
        try
        {
            Span<float> values = buffer.AsSpan(0, count);
            entry.CopyTo(values);
            int fault = ElementConversion.ToFloat16(values, destination);
            if (fault >= 0)
            {
                throw new WeightFormatException(
                    filePath,
                    $"tensor '{entry.Info.Name}' has the value {values[fault]} at element {fault}, beyond {ElementConversion.LargestHalf}, the largest float16; convert to float32 instead.");
            }
        }
        finally
        {
            ArrayPool<float>.Shared.Return(buffer);
        }
    }

    private sealed class ProgressCounter(IProgress<WeightConversionProgress> progress, WeightData[] entries) : IProgress<WeightInfo>
    {
        private readonly long _totalBytes = entries.Sum(entry => entry.Info.ByteSize);
        private int _tensors;
        private long _bytes;

        public void Report(WeightInfo value)
        {
            _tensors++;
            _bytes += value.ByteSize;
            progress.Report(new WeightConversionProgress(_tensors, entries.Length, _bytes, _totalBytes, value.Name));
        }
    }
}
