namespace Sige.Tensors;

/// <summary>An element-wise function.</summary>
public enum ActivationFunction
{
    /// <summary>x.</summary>
    None = 0,

    /// <summary>max(x, 0).</summary>
    Relu = 1,

    /// <summary>x if positive, else the slope times x.</summary>
    LeakyRelu = 2,

    /// <summary>x / (1 + exp(-x)), also known as swish.</summary>
    Silu = 3,

    /// <summary>tanh(x).</summary>
    Tanh = 4,
}
