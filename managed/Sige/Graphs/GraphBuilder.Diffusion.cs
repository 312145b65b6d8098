using Sige.Tensors;

namespace Sige.Graphs;

/// <content>What denoising networks need: vectors of one value for each image and channel, attention, pooling.</content>
public sealed partial class GraphBuilder
{
    /// <summary>Multiplies the channels of each pixel by a matrix: a 1x1 convolution.</summary>
    /// <param name="source">[N, H, W, in]; a vector is [N, 1, 1, in].</param>
    /// <param name="weight">The matrix, [out, in].</param>
    /// <param name="bias">What is added to each output channel, [out], or null.</param>
    /// <param name="name">The node's name; null for the weight's.</param>
    /// <returns>[N, H, W, out].</returns>
    public Value Linear(Value source, Parameter weight, Parameter? bias = null, string? name = null)
    {
        name = Name(name, weight.Name);
        Require(weight.Shape.Rank == 2, name, "a matrix [out, in]", weight.Shape);
        return Conv2D(source, weight.Reshape([weight.Shape[0], weight.Shape[1], 1, 1]), bias, name: name);
    }

    /// <summary>Adds one value for each image and channel to all pixels, such as the projection of a time embedding.</summary>
    /// <param name="source">[N, H, W, C].</param>
    /// <param name="vector">[N, 1, 1, C].</param>
    /// <param name="name">The node's name.</param>
    public Value AddVector(Value source, Value vector, string? name = null)
    {
        name = Name(name, "add_vector");
        OwnFloat(source, name);
        RequireVector(vector, source, name, "a vector");
        return Append(new AddVectorNode(name, source, vector));
    }

    /// <summary>Modulates each channel of each image: y = x (1 + scale) + shift.</summary>
    /// <param name="source">[N, H, W, C].</param>
    /// <param name="scale">[N, 1, 1, C].</param>
    /// <param name="shift">[N, 1, 1, C].</param>
    /// <param name="name">The node's name.</param>
    public Value ScaleShift(Value source, Value scale, Value shift, string? name = null)
    {
        name = Name(name, "scale_shift");
        OwnFloat(source, name);
        RequireVector(scale, source, name, "a scale");
        RequireVector(shift, source, name, "a shift");
        return Append(new ScaleShiftNode(name, source, scale, shift));
    }

    /// <summary>Halves height and width: each pixel is the mean of two by two.</summary>
    /// <param name="source">[N, H, W, C], H and W even.</param>
    /// <param name="name">The node's name.</param>
    /// <returns>[N, H / 2, W / 2, C].</returns>
    public Value AveragePool(Value source, string? name = null)
    {
        name = Name(name, "average_pool");
        TensorShape shape = OwnFloat(source, name).Shape;
        Require(shape.H % 2 == 0 && shape.W % 2 == 0, name, "even height and width", shape);
        return Append(new AveragePoolNode(name, source));
    }

    /// <summary>
    /// Lets each pixel of the query gather the values of the pixels whose keys fit it: for each head softmax(scale q k^T) v.
    /// </summary>
    /// <param name="query">[N, H, W, heads * d].</param>
    /// <param name="key">[N, h, w, heads * d].</param>
    /// <param name="value">[N, h, w, heads * e].</param>
    /// <param name="heads">How many heads share the channels.</param>
    /// <param name="scale">By what products of query and key are multiplied, above 0; null for 1 / sqrt(d).</param>
    /// <param name="name">The node's name.</param>
    /// <returns>[N, H, W, heads * e].</returns>
    public Value Attention(Value query, Value key, Value value, int heads, float? scale = null, string? name = null)
    {
        name = Name(name, "attention");
        TensorShape asks = OwnFloat(query, name).Shape, asked = OwnFloat(key, name).Shape, answers = OwnFloat(value, name).Shape;
        Require(heads >= 1 && asks.C % heads == 0 && answers.C % heads == 0, name, $"heads that divide {asks.C} and {answers.C} channels", heads);
        Require(asked.N == asks.N && asked.C == asks.C, name, $"a key [{asks.N}, any, any, {asks.C}]", asked);
        Require(answers with { C = asked.C } == asked, name, $"a value [{asked.N}, {asked.H}, {asked.W}, any]", answers);
        Require(scale is null || (float.IsFinite(scale.Value) && scale > 0), name, "a finite scale above 0", scale);
        return Append(new AttentionNode(name, query, key, value, heads, scale ?? 1 / MathF.Sqrt(asks.C / heads)));
    }

    /// <summary>
    /// Makes sines and cosines of a time: with h = channels / 2, frequency i is exp(-ln(10000) i / (h - downscaleShift)).
    /// </summary>
    /// <param name="time">The time of each image, [N, 1, 1, 1].</param>
    /// <param name="channels">How many sines and cosines there are together; even.</param>
    /// <param name="order">Which half comes first.</param>
    /// <param name="downscaleShift">What is taken off h in the divisor; below h.</param>
    /// <param name="name">The node's name.</param>
    /// <returns>[N, 1, 1, channels].</returns>
    public Value TimeEmbedding(
        Value time, int channels, EmbeddingOrder order = EmbeddingOrder.SinCos, float downscaleShift = 1, string? name = null)
    {
        name = Name(name, "time_embedding");
        TensorShape shape = OwnFloat(time, name).Shape;
        Require(shape == new TensorShape(shape.N, 1, 1, 1), name, $"a time [{shape.N}, 1, 1, 1]", shape);
        Require(channels >= 2 && channels % 2 == 0, name, "an even number of channels", channels);
        Require(order is EmbeddingOrder.SinCos or EmbeddingOrder.CosSin, name, "a known order", order);
        Require(downscaleShift < channels / 2, name, $"a downscale shift below {channels / 2}", downscaleShift);
        return Append(new TimeEmbeddingNode(name, time, channels, order, downscaleShift));
    }

    private void RequireVector(Value vector, Value source, string name, string what)
    {
        var expected = new TensorShape(source.Shape.N, 1, 1, source.Shape.C);
        Require(OwnFloat(vector, name).Shape == expected, name, $"{what} {expected}", vector.Shape);
    }
}
