namespace Sige.Tests;

/// <summary>Names of convolution forms, of the processor but for the last, for tests that force one.</summary>
internal static class FormNames
{
    public const string Direct = "direct";
    public const string Winograd2 = "winograd F(2x2, 3x3)";
    public const string Winograd4 = "winograd F(4x4, 3x3)";
    public const string Labels = "labels";
    public const string Depthwise = "depthwise";
    public const string BFloat16 = "bfloat16";
    public const string Tf32 = "TF32";
}
