using Sige.Graphs;
using Sige.Weights;

namespace Sige.Models;

/// <summary>
/// Takes a U-Net's constants from a file. A 1x1 convolution's weight may be a matrix [out, in] there, as where attention is written with
/// linear layers, or have one extent of 1.
/// </summary>
internal sealed class UNetParameters(WeightCollection weights) : ParameterSource
{
    private readonly WeightParameters _exact = new(weights);

    /// <inheritdoc/>
    public override Parameter Get(string name, WeightShape shape)
    {
        bool pointwise = shape.Rank == 4 && shape[2] == 1 && shape[3] == 1;
        return pointwise && weights.TryGetInfo(name, out WeightInfo? info) && info.Shape.Rank is 2 or 3 && Fits(info.Shape, shape)
            ? _exact.Get(name, info.Shape).Reshape(shape)
            : _exact.Get(name, shape);
    }

    private static bool Fits(WeightShape found, WeightShape expected) =>
        found[0] == expected[0] && found[1] == expected[1] && found.ElementCount == expected.ElementCount;
}
