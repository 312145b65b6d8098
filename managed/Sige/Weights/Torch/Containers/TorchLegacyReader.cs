using System.Globalization;
using System.Numerics;

namespace Sige.Weights.Torch;

/// <summary>Reads what <c>torch.save</c> wrote before PyTorch 1.6.</summary>
/// <remarks>
/// Five pickles (magic number, protocol, system, object, storage keys), then for each key an int64 element count and
/// the raw elements. Source: <c>torch/serialization.py</c>, <c>_legacy_save</c>.
/// </remarks>
internal sealed class TorchLegacyReader
{
    private const long ProtocolVersion = 1001;

    private static readonly BigInteger MagicNumber = BigInteger.Parse("1950A86A20F9469CFC6C", NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    private readonly MappedFile _file;
    private readonly PickleReader _reader;
    private readonly Dictionary<string, TorchBlob> _blobs = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _elementSizes = new(StringComparer.Ordinal);

    private TorchLegacyReader(MappedFile file)
    {
        _file = file;
        _reader = new PickleReader(file, 0, file.Length);
    }

    /// <summary>Whether a file begins so: a pickle, framed from protocol 4 on, with an integer of ten bytes.</summary>
    public static bool IsStart(ReadOnlySpan<byte> start)
    {
        const int FrameSize = 1 + sizeof(ulong);
        if (start is not [0x80, >= 2 and <= 5, ..])
            return false;
        ReadOnlySpan<byte> body = start[2..];
        if (body.Length > FrameSize && body[0] == (byte)PickleOpcode.Frame)
            body = body[FrameSize..];
        return body is [(byte)PickleOpcode.Long1, 10, ..];
    }

    public static WeightCollection Read(MappedFile file)
    {
        var reader = new TorchLegacyReader(file);
        reader.ReadPreamble();
        object? root = new PickleMachine(reader._reader, reader.Resolve).Load();
        reader.LocateStorages();
        return TensorTree.Collect(file, WeightFormat.TorchLegacy, root);
    }

    private void ReadPreamble()
    {
        if (LoadPlain() is not BigInteger magic || magic != MagicNumber)
            throw _file.Fault(PickleKind.Plain, 0);
        if (LoadPlain() is not ProtocolVersion)
            throw _file.Fault($"the checkpoint's protocol is not {ProtocolVersion}.", _reader.Position);
        if (LoadPlain() is not PickleDictionary system || system.Get("little_endian") is not true)
            throw _file.Fault("the checkpoint was not written by a little-endian machine.", _reader.Position);
    }

    private object? LoadPlain() => new PickleMachine(_reader, resolveStorage: null).Load();

    private TorchStorage Resolve(TorchStorageId id)
    {
        if (id.ByteCount > _file.Length)
            throw _file.Fault($"storage {WeightFormatException.Quote(id.Key)} claims {id.ByteCount} bytes, more than the file has.", _reader.Position);
        if (!_blobs.TryGetValue(id.Key, out TorchBlob? blob))
        {
            _blobs[id.Key] = blob = new TorchBlob(id.ByteCount);
            _elementSizes[id.Key] = id.ElementSize;
        }

        if (blob.ByteCount != id.ByteCount || _elementSizes[id.Key] != id.ElementSize)
            throw _file.Fault($"storage {WeightFormatException.Quote(id.Key)} is described in two ways.", _reader.Position);
        return id.Over(blob);
    }

    private void LocateStorages()
    {
        if (LoadPlain() is not PickleList keys)
            throw _file.Fault("a list of storage keys is expected.", _reader.Position);
        long position = _reader.Position;
        foreach (object? key in keys.Items)
        {
            if (key is not string text || !_blobs.TryGetValue(text, out TorchBlob? blob) || blob.FileOffset >= 0)
                throw _file.Fault("the list of storages has a key that is repeated or that no tensor has.", position);
            ulong count = _file.ReadUInt64(position);
            if (count != (ulong)(blob.ByteCount / _elementSizes[text]))
                throw _file.Fault($"storage {WeightFormatException.Quote(text)} has {count} elements; {blob.ByteCount / _elementSizes[text]} are expected.", position);
            position += sizeof(ulong);
            if (blob.ByteCount > _file.Length - position)
                throw _file.Fault($"storage {WeightFormatException.Quote(text)} needs {blob.ByteCount} bytes, but the file ends at byte {_file.Length}: it is cut short; download it again.", position);
            blob.FileOffset = position;
            position += blob.ByteCount;
        }

        if (_blobs.FirstOrDefault(pair => pair.Value.FileOffset < 0) is { Key: { } missing })
            throw _file.Fault($"storage {WeightFormatException.Quote(missing)} is not in the list of storages.", position);
    }
}
