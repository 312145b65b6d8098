namespace Sige.Lowering;

/// <summary>
/// conv(resize(x)), or a resized residual or modulated tensor: a nearest resize by a power of two becomes an index map of the
/// convolution that reads it.
/// </summary>
internal static class ResizePass
{
    public static void Apply(StepGraph graph)
    {
        foreach (ResizeStep resize in graph.Steps.OfType<ResizeStep>().ToArray())
        {
            if (resize.ScaleLog2 is not { } scale)
                continue;
            foreach (ConvolutionStep reader in graph.Readers(resize.Target!).OfType<ConvolutionStep>())
                reader.ReplaceOperands(seen => seen.Tensor == resize.Target ? Map(seen, resize.Source, scale) : seen);
        }
    }

    /// <summary>Two resizes in one direction add up; going up and down again does not.</summary>
    private static Operand Map(Operand seen, Operand source, int scale) => seen.ScaleLog2 == 0 || Math.Sign(seen.ScaleLog2) == Math.Sign(scale)
        ? source with { FirstChannel = source.FirstChannel + seen.FirstChannel, Channels = seen.Channels, ScaleLog2 = seen.ScaleLog2 + scale }
        : seen;
}
