using System.Text;

namespace Sige.Weights.Torch;

/// <summary>Reads what <c>torch.save</c> writes since PyTorch 1.6.</summary>
/// <remarks>
/// A zip archive with <c>NAME/data.pkl</c>, <c>NAME/data/KEY</c> for each storage, and in newer files
/// <c>NAME/byteorder</c>; archives that people packed again without compression have more folders above, or none. Source: <c>torch/serialization.py</c>, <c>_save</c>.
/// </remarks>
internal sealed class TorchZipReader
{
    private const string PickleName = "data.pkl";
    private const int LargestPickle = 1 << 28;

    private readonly MappedFile _file;
    private readonly ZipDirectory _directory;
    private readonly string _prefix;
    private readonly Dictionary<string, TorchBlob> _blobs = new(StringComparer.Ordinal);

    private TorchZipReader(MappedFile file)
    {
        _file = file;
        _directory = ZipDirectory.Read(file);
        if (ZipKind.Describe(_directory.Entries.Keys) is { } otherKind)
            throw file.Fault(otherKind);
        _prefix = FindPrefix();
        CheckStored();
    }

    public static WeightCollection Read(MappedFile file)
    {
        var reader = new TorchZipReader(file);
        reader.CheckByteOrder();
        ZipDirectory.Entry pickle = reader._directory.Entries[reader._prefix + PickleName];
        if (pickle.Size > LargestPickle)
            throw file.Fault($"data.pkl has {pickle.Size} bytes; at most {LargestPickle} are allowed.", pickle.Start);
        var machine = new PickleMachine(new PickleReader(file, pickle.Start, pickle.Start + pickle.Size), reader.Resolve);
        return TensorTree.Collect(file, WeightFormat.TorchZip, machine.Load());
    }

    private string FindPrefix()
    {
        string[] found =
        [
            .. _directory.Entries.Keys
                .Where(name => ZipKind.IsPart(name, PickleName))
                .Select(name => name[..^PickleName.Length]),
        ];
        return found is [var prefix]
            ? prefix
            : throw _file.Fault($"a zip archive with one NAME/data.pkl is expected, as torch.save writes it; this one has {found.Length}.");
    }

    /// <summary>Storages are read where they lie, which a second packing with compression rules out.</summary>
    private void CheckStored()
    {
        foreach (ZipDirectory.Entry entry in _directory.Entries.Values.Where(e => !e.IsStored && e.Name.StartsWith(_prefix, StringComparison.Ordinal)))
        {
            string name = WeightFormatException.Quote(entry.Name);
            throw _file.Fault(entry.IsEncrypted
                ? $"the zip entry {name} is encrypted; unpack the archive with its password, and zip it again without compression (zip -0 -r weights.pth FOLDER)."
                : $"the zip entry {name} is compressed, which torch.save never does: the checkpoint was zipped again; unpack it and zip it without compression (zip -0 -r weights.pth FOLDER).");
        }
    }

    private void CheckByteOrder()
    {
        if (!_directory.Entries.TryGetValue(_prefix + "byteorder", out ZipDirectory.Entry? entry))
            return;
        var bytes = new byte[Math.Min(entry.Size, 16)];
        _file.Read(entry.Start, bytes);
        string order = Encoding.Latin1.GetString(bytes);
        if (order != "little")
            throw _file.Fault($"the byte order is {WeightFormatException.Quote(order)}; 'little' is expected.", entry.Start);
    }

    private TorchStorage Resolve(TorchStorageId id)
    {
        string name = $"{_prefix}data/{id.Key}";
        if (id.View is not null)
            throw _file.Fault($"storage {WeightFormatException.Quote(id.Key)} is a view, which the zip format does not have.");
        if (!_directory.Entries.TryGetValue(name, out ZipDirectory.Entry? entry))
            throw _file.Fault($"the zip entry {WeightFormatException.Quote(name)} of a storage is missing.");
        if (entry.Size != id.ByteCount)
            throw _file.Fault($"the zip entry {WeightFormatException.Quote(name)} has {entry.Size} bytes; {id.ByteCount} are expected.", entry.Start);
        if (!_blobs.TryGetValue(id.Key, out TorchBlob? blob))
            _blobs[id.Key] = blob = new TorchBlob(entry.Size) { FileOffset = entry.Start };
        return id.Over(blob);
    }
}
