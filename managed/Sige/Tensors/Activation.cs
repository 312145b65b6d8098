namespace Sige.Tensors;

/// <summary>An element-wise function with its parameter.</summary>
/// <param name="Function">Which function.</param>
/// <param name="Slope">The slope of <see cref="ActivationFunction.LeakyRelu"/> for negative values; else 0.</param>
public readonly record struct Activation(ActivationFunction Function, float Slope = 0)
{
    /// <summary>Leaves values as they are.</summary>
    public static Activation None => default;

    /// <summary>max(x, 0).</summary>
    public static Activation Relu => new(ActivationFunction.Relu);

    /// <summary>x / (1 + exp(-x)).</summary>
    public static Activation Silu => new(ActivationFunction.Silu);

    /// <summary>tanh(x).</summary>
    public static Activation Tanh => new(ActivationFunction.Tanh);

    /// <summary>x (1 + erf(x / sqrt(2))) / 2.</summary>
    public static Activation Gelu => new(ActivationFunction.Gelu);

    /// <summary>x / (1 + exp(-1.702 x)).</summary>
    public static Activation QuickGelu => new(ActivationFunction.QuickGelu);

    /// <summary>Whether values stay as they are.</summary>
    public bool IsNone => Function == ActivationFunction.None;

    /// <summary>x if positive, else <paramref name="slope"/> times x.</summary>
    public static Activation LeakyRelu(float slope) => new(ActivationFunction.LeakyRelu, slope);
}
