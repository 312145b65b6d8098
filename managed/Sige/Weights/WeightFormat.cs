namespace Sige.Weights;

/// <summary>The layouts of weight files that <see cref="WeightFile"/> reads.</summary>
public enum WeightFormat
{
    /// <summary>The safetensors format: a JSON header and one block of tensor data.</summary>
    Safetensors,

    /// <summary>What <c>torch.save</c> writes since PyTorch 1.6: a zip archive of a pickle and storages.</summary>
    TorchZip,

    /// <summary>What <c>torch.save</c> wrote before PyTorch 1.6: five pickles followed by storages.</summary>
    TorchLegacy,

    /// <summary>What <c>flax.serialization</c> writes: nested MessagePack maps with arrays as extensions.</summary>
    Flax,

    /// <summary>No file: tensors that a program made.</summary>
    Memory,
}
