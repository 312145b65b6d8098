namespace Sige.Diffusion;

/// <summary>Draws the numbers that PyTorch's CPU generator draws, so that a published seed gives the published noise.</summary>
/// <remarks>
/// Uniform numbers are PyTorch's bit for bit, normal ones within 3e-7: PyTorch's vectorised logarithm, sine and cosine are
/// not rounded correctly. As in PyTorch, n numbers drawn at once are not those of n single draws.
/// Source: PyTorch's <c>CPUGeneratorImpl</c>, <c>DistributionsHelper.h</c> and <c>normal_fill</c>.
/// </remarks>
public sealed class TorchGenerator
{
    private const int Block = 16;

    private readonly MersenneTwister _engine = new();
    private double? _cachedNormal;

    /// <summary>A generator as <c>torch.manual_seed(seed)</c> leaves it.</summary>
    /// <param name="seed">The seed, of which PyTorch uses the low 32 bits.</param>
    public TorchGenerator(ulong seed) => Seed(seed);

    private TorchGenerator()
    {
    }

    /// <summary>Starts anew as <c>torch.manual_seed(seed)</c> does.</summary>
    /// <param name="seed">The seed, of which PyTorch uses the low 32 bits.</param>
    public void Seed(ulong seed)
    {
        _engine.Seed((uint)seed);
        _cachedNormal = null;
    }

    /// <summary>A generator that will draw what this one would.</summary>
    public TorchGenerator Clone()
    {
        var clone = new TorchGenerator();
        clone.CopyFrom(this);
        return clone;
    }

    /// <summary>Makes this generator draw what another one would.</summary>
    /// <param name="other">The other generator; it stays as it is.</param>
    public void CopyFrom(TorchGenerator other)
    {
        ArgumentNullException.ThrowIfNull(other);
        _engine.CopyFrom(other._engine);
        _cachedNormal = other._cachedNormal;
    }

    /// <summary>Draws uniform numbers in [0, 1), as <c>torch.rand</c> of float32 does.</summary>
    /// <param name="destination">Receives them, in the order of the tensor's elements.</param>
    public void NextRand(Span<float> destination)
    {
        foreach (ref float value in destination)
            value = NextUniform();
    }

    /// <summary>Draws standard normal numbers, as one <c>torch.randn</c> of float32 does.</summary>
    /// <param name="destination">Receives them, in the order of the tensor's elements.</param>
    public void NextRandn(Span<float> destination)
    {
        if (destination.Length < Block)
        {
            foreach (ref float value in destination)
                value = (float)NextNormal();
            return;
        }

        NextRand(destination);
        for (int i = 0; i + Block <= destination.Length; i += Block)
            Transform(destination.Slice(i, Block));
        if (destination.Length % Block == 0)
            return;
        Span<float> tail = destination[^Block..];
        NextRand(tail);
        Transform(tail);
    }

    /// <summary>Turns uniform numbers into normal ones by pairs that lie half a block apart (Box and Muller).</summary>
    private static void Transform(Span<float> block)
    {
        for (int i = 0; i < Block / 2; i++)
        {
            float logarithm = (float)Math.Log(1 - block[i]);
            float radius = (float)Math.Sqrt(-2 * logarithm);
            float angle = (float)(2 * Math.PI) * block[i + Block / 2];
            (double sine, double cosine) = Math.SinCos(angle);
            block[i] = radius * (float)cosine;
            block[i + Block / 2] = radius * (float)sine;
        }
    }

    private float NextUniform() => (_engine.Next() & 0xffffff) * (1f / (1 << 24));

    private double NextNormal()
    {
        if (_cachedNormal is { } cached)
        {
            _cachedNormal = null;
            return cached;
        }

        double angle = 2 * Math.PI * NextUniformDouble();
        double radius = Math.Sqrt(-2 * Math.Log(1 - NextUniformDouble()));
        _cachedNormal = radius * Math.Sin(angle);
        return radius * Math.Cos(angle);
    }

    private double NextUniformDouble()
    {
        ulong high = _engine.Next();
        ulong bits = (high << 32) | _engine.Next();
        return (bits & ((1UL << 53) - 1)) * (1.0 / (1UL << 53));
    }
}
