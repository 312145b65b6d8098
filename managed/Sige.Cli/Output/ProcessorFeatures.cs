using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace Sige.Cli.Output;

/// <summary>The vector instructions of this processor, as the runtime reports them.</summary>
internal static class ProcessorFeatures
{
    private static readonly (string Name, bool IsThere)[] Features =
    [
        ("SSE4.2", Sse42.IsSupported),
        ("AVX", Avx.IsSupported),
        ("AVX2", Avx2.IsSupported),
        ("FMA", Fma.IsSupported),
        ("AVX-512F", Avx512F.IsSupported),
        ("NEON", AdvSimd.IsSupported),
        ("dot product", Dp.IsSupported),
    ];

    /// <summary>The names of those that are there.</summary>
    public static IEnumerable<string> Names() => Features.Where(feature => feature.IsThere).Select(feature => feature.Name).DefaultIfEmpty("none of note");
}
