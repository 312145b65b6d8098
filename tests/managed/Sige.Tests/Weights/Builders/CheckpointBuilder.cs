using System.Runtime.InteropServices;

namespace Sige.Tests.Weights;

/// <summary>A view of a storage, as <c>_rebuild_tensor_v2</c> is told of it.</summary>
internal sealed record TensorSpec(string Key, string StorageClass, long Count, long Offset, long[] Size, long[] Stride)
{
    public static TensorSpec Contiguous(string key, string storageClass, params long[] size)
    {
        var stride = new long[size.Length];
        long step = 1;
        for (int axis = size.Length - 1; axis >= 0; axis--)
        {
            stride[axis] = step;
            step *= size[axis];
        }

        return new TensorSpec(key, storageClass, step, 0, size, stride);
    }
}

/// <summary>Builds small PyTorch checkpoints in both formats.</summary>
internal sealed class CheckpointBuilder
{
    private readonly List<KeyValuePair<string, byte[]>> _storages = [];
    private readonly HashSet<string> _bytes = new(StringComparer.Ordinal);

    public bool Legacy { get; init; }

    public int StorageCount => _storages.Count;

    /// <summary>A checkpoint of one dictionary <c>{"w": tensor}</c>.</summary>
    public static byte[] OfTensor(bool legacy, TensorSpec tensor, byte[] storage)
    {
        CheckpointBuilder builder = new() { Legacy = legacy };
        return builder.Storage(tensor.Key, storage).Build(p => builder.Member(p.Op('}'), "w", tensor));
    }

    /// <summary>A checkpoint whose root is given and that has no storages.</summary>
    public static byte[] OfRoot(bool legacy, Action<PickleBuilder> root) => new CheckpointBuilder { Legacy = legacy }.Build(root);

    public CheckpointBuilder Storage(string key, byte[] bytes)
    {
        _storages.Add(new(key, bytes));
        return this;
    }

    /// <summary>A storage without a type, whose elements are bytes.</summary>
    public CheckpointBuilder Bytes(string key, params byte[] bytes)
    {
        _bytes.Add(key);
        return Storage(key, bytes);
    }

    public CheckpointBuilder Storage<T>(string key, params T[] values)
        where T : unmanaged => Storage(key, MemoryMarshal.AsBytes<T>(values).ToArray());

    /// <summary>Sets a tensor in the dictionary on top of the stack.</summary>
    public PickleBuilder Member(PickleBuilder pickle, string name, TensorSpec tensor) => Tensor(pickle.Text(name), tensor).Op('s');

    public PickleBuilder Tensor(PickleBuilder pickle, TensorSpec tensor)
    {
        pickle.Global("torch._utils", "_rebuild_tensor_v2").Op('(');
        StorageId(pickle, tensor).Int(tensor.Offset).Ints(tensor.Size).Ints(tensor.Stride).Raw(0x89);
        return pickle.OrderedDict().Op('t').Op('R');
    }

    /// <summary>A tensor of a type without a storage class, as <c>_rebuild_tensor_v3</c> is told of it.</summary>
    public PickleBuilder TypedTensor(PickleBuilder pickle, TensorSpec tensor, string type)
    {
        pickle.Global("torch._utils", "_rebuild_tensor_v3").Op('(');
        StorageId(pickle, tensor).Int(tensor.Offset).Ints(tensor.Size).Ints(tensor.Stride).Raw(0x89);
        return pickle.OrderedDict().Global("torch", type).Op('t').Op('R');
    }

    /// <summary>The persistent id of a tensor's storage.</summary>
    public PickleBuilder StorageId(PickleBuilder pickle, TensorSpec tensor)
    {
        pickle.Op('(').Text("storage").Global("torch", tensor.StorageClass).Text(tensor.Key).Text("cpu").Int(tensor.Count);
        if (Legacy)
            pickle.Op('N');
        return pickle.Op('t').Op('Q');
    }

    public byte[] Build(Action<PickleBuilder> root)
    {
        var pickle = new PickleBuilder();
        root(pickle);
        return Legacy ? BuildLegacy(pickle.Stop()) : BuildZip(pickle.Stop());
    }

    private byte[] BuildZip(byte[] pickle)
    {
        var zip = new ZipBuilder();
        zip.Add("archive/data.pkl", pickle).Add("archive/byteorder", "little"u8.ToArray());
        foreach ((string key, byte[] bytes) in _storages)
            zip.Add($"archive/data/{key}", bytes);
        return zip.Add("archive/version", "3\n"u8.ToArray()).Build();
    }

    private byte[] BuildLegacy(byte[] pickle)
    {
        using var file = new MemoryStream();
        file.Write(Preamble());
        file.Write(pickle);
        PickleBuilder keys = PickleBuilder.Start().Op(']').Op('(');
        foreach ((string key, _) in _storages)
            keys.Text(key);
        file.Write(keys.Op('e').Stop());
        foreach ((string key, byte[] bytes) in _storages)
        {
            file.Write(BitConverter.GetBytes((long)(bytes.Length / (_bytes.Contains(key) ? 1 : sizeof(float)))));
            file.Write(bytes);
        }

        return file.ToArray();
    }

    public static byte[] Preamble(int protocol = 1001, bool littleEndian = true) =>
    [
        .. PickleBuilder.Start().Raw(0x8A, 10, 0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19).Stop(),
        .. PickleBuilder.Start().Int(protocol).Stop(),
        .. PickleBuilder.Start().Op('}').Text("little_endian").Raw(littleEndian ? (byte)0x88 : (byte)0x89).Op('s').Stop(),
    ];
}
