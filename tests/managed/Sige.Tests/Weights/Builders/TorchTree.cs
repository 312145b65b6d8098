using Sige.Weights;

namespace Sige.Tests.Weights;

/// <summary>Writes nested dictionaries and lists of tensors as <c>torch.save</c> does.</summary>
internal static class TorchTree
{
    /// <summary>The bytes of a checkpoint.</summary>
    /// <param name="root">Dictionaries by text, lists, tensors as <see cref="WeightData"/> of float32, whole numbers, null.</param>
    public static byte[] Build(object? root)
    {
        var builder = new CheckpointBuilder();
        return builder.Build(pickle => Write(builder, pickle, root));
    }

    /// <summary>The tensors of a file as a dictionary, under other names.</summary>
    public static Dictionary<string, object?> Dictionary(WeightCollection weights, Func<string, string>? rename = null) =>
        weights.Entries.ToDictionary(info => rename?.Invoke(info.Name) ?? info.Name, info => (object?)Copy(weights, info.Name));

    /// <summary>The tensors of a file without names.</summary>
    public static List<object?> List(WeightCollection weights) => [.. weights.Entries.Select(info => (object?)Copy(weights, info.Name))];

    /// <summary>A tensor of a file, as float32.</summary>
    public static WeightData Copy(WeightCollection weights, string name) =>
        WeightData.FromFloat32(name, weights.GetInfo(name).Shape, weights.ReadFloat32(name));

    private static void Write(CheckpointBuilder builder, PickleBuilder pickle, object? value)
    {
        switch (value)
        {
            case null:
                pickle.Op('N');
                break;
            case WeightData tensor:
                WriteTensor(builder, pickle, tensor);
                break;
            case Dictionary<string, object?> dictionary:
                pickle.Op('}');
                foreach ((string key, object? member) in dictionary)
                {
                    Write(builder, pickle.Text(key), member);
                    pickle.Op('s');
                }

                break;
            case List<object?> list:
                pickle.Op(']');
                foreach (object? member in list)
                {
                    Write(builder, pickle, member);
                    pickle.Op('a');
                }

                break;
            default:
                pickle.Int(Convert.ToInt64(value, null));
                break;
        }
    }

    private static void WriteTensor(CheckpointBuilder builder, PickleBuilder pickle, WeightData tensor)
    {
        var bytes = new byte[tensor.Info.ByteSize];
        tensor.Produce(bytes);
        string key = $"{builder.StorageCount}";
        builder.Storage(key, bytes);
        builder.Tensor(pickle, TensorSpec.Contiguous(key, "FloatStorage", [.. tensor.Info.Shape]));
    }
}
