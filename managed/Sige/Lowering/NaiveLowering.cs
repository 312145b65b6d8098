using Sige.Graphs;

namespace Sige.Lowering;

/// <summary>Makes each node of a graph a step of its own: correct without any fusion.</summary>
internal static class NaiveLowering
{
    public static StepGraph Lower(Graph graph)
    {
        var tensors = new Dictionary<Value, PlanTensor>();
        var steps = new List<PlanStep>();
        foreach (Node node in graph.Nodes)
        {
            var target = new PlanTensor(node.Name, node.Output.Shape, node.Output.ElementType);
            tensors.Add(node.Output, target);
            if (node is InputNode)
                continue;
            Operand[] inputs = [.. node.Inputs.Select(value => Operand.All(tensors[value]))];
            PlanStep step = node is StatisticsNormNode norm ? LowerNorm(norm, inputs[0], steps) : LowerNode(node, inputs);
            step.Target = target;
            steps.Add(step);
        }

        return new StepGraph
        {
            Steps = steps,
            Inputs = [.. graph.Inputs.Select(node => tensors[node.Output])],
            Outputs = [.. graph.Outputs.Select(output => (output.Name, tensors[output.Value]))],
        };
    }

    private static PlanStep LowerNode(Node node, Operand[] inputs) => node switch
    {
        OneHotNode => new OneHotStep(node.Name) { Labels = inputs[0] },
        ConcatNode => new ConcatStep(node.Name) { Sources = inputs },
        ConvolutionNode convolution => new ConvolutionStep(node.Name, convolution.Geometry, convolution.Groups)
        {
            Source = inputs[0],
            Filters = [(convolution.Weight, convolution.Bias)],
        },
        BatchNormNode norm => new AffineStep(node.Name) { Source = inputs[0], Affine = new ConstantAffine(norm) },
        ActivationNode activation => new AffineStep(node.Name) { Source = inputs[0], Activation = activation.Activation },
        AddNode => new AddStep(node.Name) { Left = inputs[0], Right = inputs[1] },
        ResizeNode => new ResizeStep(node.Name) { Source = inputs[0] },
        AddVectorNode => new ModulateStep(node.Name) { Source = inputs[0], Beta = inputs[1] },
        AveragePoolNode => new AveragePoolStep(node.Name) { Source = inputs[0] },
        AttentionNode attention => new AttentionStep(node.Name, attention) { Query = inputs[0], Key = inputs[1], Value = inputs[2] },
        TimeEmbeddingNode embedding => new TimeEmbeddingStep(node.Name, embedding) { Time = inputs[0] },
        SpadeModulateNode or ScaleShiftNode => new ModulateStep(node.Name) { Source = inputs[0], Gamma = inputs[1], Beta = inputs[2] },
        _ => throw new NotSupportedException($"Node '{node.Name}' of type {node.GetType().Name} cannot be lowered."),
    };

    private static AffineStep LowerNorm(StatisticsNormNode node, Operand source, List<PlanStep> steps)
    {
        var result = new StatisticsAffine(source.Channels);
        steps.Add(new StatisticsStep($"{node.Name}.statistics", node.Groups, node.Epsilon)
        {
            Source = source,
            Weight = node.Weight,
            Bias = node.Bias,
            Result = result,
        });
        return new AffineStep(node.Name) { Source = source, Affine = result };
    }
}
