using Sige.Graphs;
using Sige.Weights;

namespace Sige.Tests.Models;

/// <summary>Reads every constant of a graph, so that two ways to the same weights can be compared.</summary>
internal static class NetworkConstants
{
    /// <summary>The constants in the order of the graph's nodes.</summary>
    public static List<float[]> Read(Graph graph)
    {
        var values = new List<float[]>();
        foreach (Node node in graph.Nodes)
        {
            Parameter?[] parameters = node switch
            {
                ConvolutionNode convolution => [convolution.Weight, convolution.Bias],
                StatisticsNormNode norm => [norm.Weight, norm.Bias],
                BatchNormNode norm => [norm.Parameters.Mean, norm.Parameters.Variance],
                _ => [],
            };
            values.AddRange(parameters.OfType<Parameter>().Select(parameter => parameter.Read()));
        }

        return values;
    }
}
