using Sige.Graphs;
using Sige.Weights;

namespace Sige.Tests.Models;

/// <summary>Reads every constant of a graph, so that two ways to the same weights can be compared.</summary>
internal static class NetworkConstants
{
    /// <summary>The constants in the order of the graph's nodes.</summary>
    public static List<float[]> Read(Graph graph) => [.. Of(graph).Select(parameter => parameter.Read())];

    /// <summary>How many numbers the constants have together.</summary>
    public static long Count(Graph graph) => Of(graph).Sum(parameter => parameter.Shape.ElementCount);

    private static IEnumerable<Parameter> Of(Graph graph)
    {
        foreach (Node node in graph.Nodes)
        {
            Parameter?[] parameters = node switch
            {
                ConvolutionNode convolution => [convolution.Weight, convolution.Bias],
                StatisticsNormNode norm => [norm.Weight, norm.Bias],
                LayerNormNode norm => [norm.Weight, norm.Bias],
                BatchNormNode norm => [norm.Parameters.Mean, norm.Parameters.Variance],
                _ => [],
            };
            foreach (Parameter parameter in parameters.OfType<Parameter>())
                yield return parameter;
        }
    }
}
