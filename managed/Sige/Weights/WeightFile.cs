using Sige.Weights.Flax;
using Sige.Weights.Safetensors;
using Sige.Weights.Torch;

namespace Sige.Weights;

/// <summary>Opens weight files of every supported format, and makes collections without one.</summary>
public static class WeightFile
{
    /// <summary>Opens a weight file and reads its table of tensors.</summary>
    /// <param name="path">
    /// A safetensors file, or a checkpoint of PyTorch or Flax; the content decides, not the extension. Or the index of weights that are
    /// split over several such files beside it, whose name ends in <c>.index.json</c>.
    /// </param>
    /// <returns>The file's tensors; dispose it to close the file.</returns>
    /// <remarks>
    /// A PyTorch checkpoint's pickle is read by a machine that knows tensors and plain containers only; nothing in the file is
    /// ever executed. Nested dictionaries give names joined by dots; where one dictionary holds all tensors, as in
    /// <c>{"state_dict": {...}, "epoch": 3}</c>, its key is left out and <see cref="WeightCollection.UnwrappedSection"/> has it.
    /// Whatever training keeps beside the tensors is read over. A pipe, such as <c>/dev/stdin</c>, is read into memory.
    /// </remarks>
    /// <exception cref="WeightFormatException">
    /// The content is damaged, hostile or of another format, or the path is a folder; the message says what it is and what to do.
    /// </exception>
    /// <exception cref="IOException">The file cannot be opened.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    public static WeightCollection Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return ShardIndex.IsOne(path) ? ShardedWeights.Open(ShardIndex.Read(path)) : Read(MappedFile.Open(path));
    }

    /// <summary>Makes a collection of tensors that a program gives, for networks without a file.</summary>
    /// <param name="label">What stands for the file's name in messages.</param>
    /// <param name="tensors">The tensors; their names differ.</param>
    /// <exception cref="WeightFormatException">Two tensors have one name.</exception>
    public static WeightCollection FromMemory(string label, IEnumerable<WeightData> tensors)
    {
        ArgumentNullException.ThrowIfNull(tensors);
        return new WeightCollection(
            new WeightOrigin(label, WeightFormat.Memory), tensors.Select(tensor => new MemoryEntry(tensor)));
    }

    /// <summary>Reads the table of tensors of an open file, which the collection owns; it is closed if it cannot be read.</summary>
    internal static WeightCollection Read(MappedFile file)
    {
        try
        {
            return Detect(file) switch
            {
                WeightFormat.TorchZip => TorchZipReader.Read(file),
                WeightFormat.TorchLegacy => TorchLegacyReader.Read(file),
                WeightFormat.Flax => FlaxReader.Read(file),
                _ => SafetensorsReader.Read(file),
            };
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private static WeightFormat Detect(MappedFile file)
    {
        Span<byte> start = stackalloc byte[(int)Math.Min(FileKind.Looked, file.Length)];
        file.Read(0, start);
        if (start.StartsWith("PK\x03\x04"u8))
            return WeightFormat.TorchZip;
        if (TorchLegacyReader.IsStart(start))
            return WeightFormat.TorchLegacy;
        if (SafetensorsReader.IsStart(start))
            return WeightFormat.Safetensors;
        if (FlaxReader.IsStart(start))
            return WeightFormat.Flax;
        throw file.Fault(FileKind.Describe(start) ?? FileKind.Unknown(file.Length));
    }

    private sealed class MemoryEntry(WeightData tensor) : WeightEntry(tensor.Info)
    {
        public override void CopyTo(Span<byte> destination)
        {
            destination.Clear();
            tensor.Produce(destination);
        }
    }
}
