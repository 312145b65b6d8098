namespace Sige.Diffusion;

/// <summary>The 32-bit Mersenne twister MT19937.</summary>
/// <remarks>
/// Source: Matsumoto and Nishimura, <i>Mersenne Twister: A 623-dimensionally equidistributed uniform pseudo-random number
/// generator</i>, ACM TOMACS 1998, with the seeding of 2002.
/// </remarks>
internal sealed class MersenneTwister
{
    private const int Length = 624;
    private const int Offset = 397;

    private readonly uint[] _state = new uint[Length];
    private int _next = Length;

    public void Seed(uint seed)
    {
        _state[0] = seed;
        for (uint i = 1; i < Length; i++)
            _state[i] = 1812433253u * (_state[i - 1] ^ (_state[i - 1] >> 30)) + i;
        _next = Length;
    }

    public void CopyFrom(MersenneTwister other)
    {
        other._state.CopyTo(_state, 0);
        _next = other._next;
    }

    public uint Next()
    {
        if (_next == Length)
            Refill();
        uint value = _state[_next++];
        value ^= value >> 11;
        value ^= (value << 7) & 0x9d2c5680u;
        value ^= (value << 15) & 0xefc60000u;
        return value ^ (value >> 18);
    }

    private void Refill()
    {
        for (int i = 0; i < Length - Offset; i++)
            _state[i] = Twist(i, i + 1, i + Offset);
        for (int i = Length - Offset; i < Length - 1; i++)
            _state[i] = Twist(i, i + 1, i + Offset - Length);
        _state[^1] = Twist(Length - 1, 0, Offset - 1);
        _next = 0;
    }

    private uint Twist(int high, int low, int far)
    {
        uint mixed = (_state[high] & 0x80000000u) | (_state[low] & 0x7fffffffu);
        return _state[far] ^ (mixed >> 1) ^ ((mixed & 1) * 0x9908b0dfu);
    }
}
