namespace Sige.Weights.Torch;

/// <summary>The functions of <c>torch._utils</c> that describe a tensor, each answered by a description.</summary>
/// <remarks>Source: <c>torch/_utils.py</c>; their names and arguments have been stable since PyTorch 0.4.</remarks>
internal static class TensorCalls
{
    /// <summary>The functions' names.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        "_rebuild_tensor", "_rebuild_tensor_v2", "_rebuild_tensor_v3", "_rebuild_qtensor", "_rebuild_sparse_tensor",
        "_rebuild_meta_tensor_no_storage", "_rebuild_nested_tensor",
    ];

    /// <summary>Makes a tensor of a function's arguments, or says in <paramref name="reason"/> why not.</summary>
    public static PickleTensor? Create(TorchGlobal function, IReadOnlyList<object?> arguments, out string reason)
    {
        string name = function.ShortName;
        switch (name, arguments)
        {
            case ("_rebuild_tensor", [TorchStorage storage, long offset, PickleTuple size, PickleTuple stride]):
                return TorchTensor.Create(name, storage, offset, size, stride, out reason);
            case ("_rebuild_tensor_v2", [TorchStorage storage, long offset, PickleTuple size, PickleTuple stride, bool, ..]) when arguments.Count is 6 or 7:
                return TorchTensor.Create(name, storage, offset, size, stride, out reason);
            case ("_rebuild_tensor_v3", [TorchStorage storage, long offset, PickleTuple size, PickleTuple stride, bool, _, TorchGlobal { Kind: TorchGlobalKind.DataType, Type: { } type }, ..]) when arguments.Count is 7 or 8:
                return TorchTensor.Create(name, storage.As(type), offset, size, stride, out reason);
            case ("_rebuild_qtensor", [TorchStorage storage, long offset, PickleTuple size, PickleTuple stride, PickleTuple, bool, _]):
                return TorchTensor.Create(name, storage, offset, size, stride, out reason);
            case ("_rebuild_sparse_tensor", [_, PickleTuple { Items: [PickleTensor, PickleTensor values, PickleTuple size, ..] }]):
                return ListedTensor.Create(name, $"sparse {values.Type.Name}", size, values.ByteSize, out reason);
            case ("_rebuild_sparse_tensor", [_, PickleTuple { Items: [PickleTensor, PickleTensor, PickleTensor values, PickleTuple size, ..] }]):
                return ListedTensor.Create(name, $"sparse {values.Type.Name}", size, values.ByteSize, out reason);
            case ("_rebuild_meta_tensor_no_storage", [TorchGlobal { Kind: TorchGlobalKind.DataType, Type: { } type }, PickleTuple size, PickleTuple, bool]):
                return ListedTensor.Create(name, $"meta {type.Name}", size, 0, out reason);
            case ("_rebuild_nested_tensor", [PickleTensor buffer, PickleTensor, PickleTensor, PickleTensor]):
                reason = "";
                return new ListedTensor($"nested {buffer.Type.Name}", buffer.Shape, buffer.ByteSize);
            default:
                reason = $"{name} expects (storage, offset, size, stride, ...) as torch.save writes them.";
                return null;
        }
    }
}
