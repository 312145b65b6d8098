namespace Sige.Weights.Torch;

/// <summary>What a global name of a checkpoint's pickle stands for.</summary>
internal enum TorchGlobalKind
{
    /// <summary><c>collections.OrderedDict</c>.</summary>
    OrderedDict,

    /// <summary><c>collections.defaultdict</c>, a dictionary for all that is read.</summary>
    DefaultDict,

    /// <summary>A function of <c>torch._utils</c> that makes a tensor (see <see cref="TensorCalls"/>).</summary>
    RebuildTensor,

    /// <summary><c>torch._utils._rebuild_parameter</c>, with or without Python attributes.</summary>
    RebuildParameter,

    /// <summary><c>torch._tensor._rebuild_from_type_v2</c>: a tensor with Python attributes.</summary>
    RebuildFromType,

    /// <summary>A storage class, such as <c>torch.FloatStorage</c>.</summary>
    Storage,

    /// <summary><c>torch.Size</c>.</summary>
    Size,

    /// <summary>An element type, such as <c>torch.float32</c>.</summary>
    DataType,

    /// <summary><c>torch.Tensor</c> or a Parameter's class.</summary>
    TensorClass,

    /// <summary>A class or function whose products are never looked at, such as a numpy scalar.</summary>
    OpaqueClass,

    /// <summary>A name that is a value itself and may not be called, such as <c>torch.channels_last</c>.</summary>
    OpaqueValue,
}

/// <summary>A global name from the whitelist.</summary>
/// <param name="Kind">What it stands for.</param>
/// <param name="Name">The full name.</param>
/// <param name="Type">The element type that the name is or that a storage class has.</param>
internal sealed record TorchGlobal(TorchGlobalKind Kind, string Name, StoredType? Type = null)
{
    /// <summary>The name without its modules.</summary>
    public string ShortName { get; } = Name[(Name.LastIndexOf('.') + 1)..];
}
