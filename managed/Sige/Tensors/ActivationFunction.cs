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

    /// <summary>x Phi(x), where Phi is the normal distribution's: x (1 + erf(x / sqrt(2))) / 2.</summary>
    Gelu = 5,

    /// <summary>x / (1 + exp(-1.702 x)).</summary>
    QuickGelu = 6,
}
