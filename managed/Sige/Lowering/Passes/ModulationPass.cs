using Sige.Devices;

namespace Sige.Lowering;

/// <summary>
/// norm(x) (1 + conv_g(h)) + conv_b(h): the two convolutions become one whose filters are gamma, then beta, and which
/// modulates x as it goes; gamma and beta are never stored. Where they read two tensors the form is
/// <see cref="Modulation.Split"/>.
/// </summary>
/// <remarks>Source: Park et al., <i>Semantic Image Synthesis with Spatially-Adaptive Normalization</i>, CVPR 2019, equation 1.</remarks>
internal static class ModulationPass
{
    public static void Apply(StepGraph graph)
    {
        foreach (ModulateStep step in graph.Steps.OfType<ModulateStep>().ToArray())
        {
            if (step.Gamma is { } scale && Filters(graph, step, scale) is { } gamma && Filters(graph, step, step.Beta) is { } beta && FormOf(gamma, beta) is { } form)
                graph.Replace(step, Fuse(graph, step, gamma, beta, form));
        }
    }

    private static ConvolutionStep? Filters(StepGraph graph, ModulateStep step, Operand operand)
    {
        ConvolutionStep? convolution = graph.ProducerOf<ConvolutionStep>(operand);
        bool plain = convolution is { Activation.IsNone: true, Residual: null, ImageBias: null, Modulation: Modulation.None, IsDepthwise: false, HasPrologue: false };
        bool isOfPixels = operand.Tensor.Shape.Resolution == step.Resolution;
        return plain && isOfPixels && graph.SoleReader(operand.Tensor) == step ? convolution : null;
    }

    private static Modulation? FormOf(ConvolutionStep gamma, ConvolutionStep beta)
    {
        bool sameFilters = gamma.Geometry == beta.Geometry && gamma.InChannels == beta.InChannels
            && gamma.Filters[0].Bias is null == beta.Filters[0].Bias is null;
        if (!sameFilters || gamma.Filters.Count + beta.Filters.Count > 2)
            return null;
        if (gamma.Source == beta.Source && gamma.Source2 == beta.Source2)
            return Modulation.Joint;
        return gamma.Source2 is null && beta.Source2 is null ? Modulation.Split : null;
    }

    private static ConvolutionStep Fuse(StepGraph graph, ModulateStep step, ConvolutionStep gamma, ConvolutionStep beta, Modulation form)
    {
        AffineStep? norm = graph.ProducerOf<AffineStep>(step.Source) is { Activation.IsNone: true } found ? found : null;
        return new ConvolutionStep(step.Name, gamma.Geometry, 1)
        {
            Target = step.Target,
            Filters = [gamma.Filters[0], beta.Filters[0]],
            Source = gamma.Source,
            Source2 = form == Modulation.Split ? beta.Source : gamma.Source2,
            Modulation = form,
            Modulated = norm?.Source ?? step.Source,
            ModulatedAffine = norm?.Affine,
            Activation = step.Activation,
        };
    }
}
