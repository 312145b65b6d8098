using Sige.Graphs;
using Sige.Weights;
using static Sige.Onnx.OnnxAttribute;

namespace Sige.Onnx;

/// <content>Normalisations.</content>
internal sealed partial class GraphTranslator
{
    private string? TranslateNorm(Node node) => node switch
    {
        BatchNormNode norm => Normalise(norm),
        LayerNormNode norm => NormalisePixels(norm),
        StatisticsNormNode norm => norm.IsInstanceNorm ? NormaliseInstances(norm) : NormaliseGroups(norm),
        _ => null,
    };

    private string Normalise(BatchNormNode node)
    {
        BatchNormParameters parameters = node.Parameters;
        string name = node.Name;
        string weight = PerChannel($"{name}.weight", parameters.Weight, node.Output.Shape.C, 1);
        string bias = PerChannel($"{name}.bias", parameters.Bias, node.Output.Shape.C, 0);
        string mean = model.AddConstant($"{name}.running_mean", parameters.Mean.Shape.AsSpan(), parameters.Mean);
        string variance = model.AddConstant($"{name}.running_var", parameters.Variance.Shape.AsSpan(), parameters.Variance);
        return model.Add("BatchNormalization", name, [Tensor(node.Source), weight, bias, mean, variance], Float("epsilon", node.Epsilon));
    }

    private string NormaliseInstances(StatisticsNormNode node)
    {
        string weight = PerChannel($"{node.Name}.weight", node.Weight, node.Groups, 1);
        string bias = PerChannel($"{node.Name}.bias", node.Bias, node.Groups, 0);
        return model.Add("InstanceNormalization", node.Name, [Tensor(node.Source), weight, bias], Float("epsilon", node.Epsilon));
    }

    /// <summary>
    /// Operator set 17 has no group normalisation: a group's pixels are laid out as one channel's, normalised, and laid
    /// back; scale and shift of each channel follow.
    /// </summary>
    private string NormaliseGroups(StatisticsNormNode node)
    {
        (int n, int h, int w, int c) = node.Output.Shape;
        string name = node.Name;
        string groups = model.Add("Reshape", $"{name}/groups", [Tensor(node.Source), model.AddConstant($"{name}/groups/shape", [n, node.Groups, -1])]);
        string one = PerChannel($"{name}/one", null, node.Groups, 1);
        string zero = PerChannel($"{name}/zero", null, node.Groups, 0);
        string normal = model.Add("InstanceNormalization", $"{name}/normalised", [groups, one, zero], Float("epsilon", node.Epsilon));

        string shape = model.AddConstant($"{name}/shape", [n, c, h, w]);
        string result = model.Add("Reshape", node.Weight is null && node.Bias is null ? name : $"{name}/channels", [normal, shape]);
        if (node.Weight is not null)
            result = model.Add("Mul", node.Bias is null ? name : $"{name}/scaled", [result, model.AddConstant($"{name}.weight", [c, 1, 1], node.Weight)]);
        if (node.Bias is not null)
            result = model.Add("Add", name, [result, model.AddConstant($"{name}.bias", [c, 1, 1], node.Bias)]);
        return result;
    }

    /// <summary>ONNX normalises the last axes: the channels have to be there.</summary>
    private string NormalisePixels(LayerNormNode node)
    {
        string name = node.Name;
        string source = model.Add("Transpose", $"{name}/channels_last", [Tensor(node.Source)], Ints("perm", 0, 2, 3, 1));
        string weight = PerChannel($"{name}.weight", node.Weight, node.Output.Shape.C, 1);
        string bias = PerChannel($"{name}.bias", node.Bias, node.Output.Shape.C, 0);
        string normal = model.Add("LayerNormalization", $"{name}/normalised", [source, weight, bias], Int("axis", -1), Float("epsilon", node.Epsilon));
        return model.Add("Transpose", name, [normal], Ints("perm", 0, 3, 1, 2));
    }

    private string PerChannel(string name, Parameter? parameter, int channels, float otherwise)
    {
        if (parameter is not null)
            return model.AddConstant(name, [channels], parameter);
        var values = new float[channels];
        values.AsSpan().Fill(otherwise);
        return model.AddConstant(name, [channels], values);
    }
}
