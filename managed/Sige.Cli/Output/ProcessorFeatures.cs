using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace Sige.Cli.Output;

/// <summary>
/// The vector instructions of this processor. On x86 the processor is asked: what the runtime says of itself is fixed where code is compiled
/// ahead of time.
/// </summary>
internal static class ProcessorFeatures
{
    private const int FeatureLeaf = 1;
    private const int ExtendedFeatureLeaf = 7;

    /// <summary>The names of those that are there.</summary>
    public static IEnumerable<string> Names() =>
        (X86Base.IsSupported ? OfX86() : OfArm()).Where(feature => feature.IsThere).Select(feature => feature.Name).DefaultIfEmpty("none of note");

    private static (string Name, bool IsThere)[] OfX86()
    {
        bool hasExtended = X86Base.CpuId(0, 0).Eax >= ExtendedFeatureLeaf;
        int features = X86Base.CpuId(FeatureLeaf, 0).Ecx, extended = hasExtended ? X86Base.CpuId(ExtendedFeatureLeaf, 0).Ebx : 0;
        return
        [
            ("SSE4.2", IsSet(features, 20)),
            ("AVX", IsSet(features, 28)),
            ("AVX2", IsSet(extended, 5)),
            ("FMA", IsSet(features, 12)),
            ("AVX-512F", IsSet(extended, 16)),
        ];
    }

    private static (string Name, bool IsThere)[] OfArm() =>
    [
        ("NEON", AdvSimd.IsSupported),
        ("dot product", Dp.IsSupported),
    ];

    private static bool IsSet(int register, int bit) => (register >> bit & 1) != 0;
}
