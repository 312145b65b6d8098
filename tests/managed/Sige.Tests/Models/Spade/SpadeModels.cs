using Sige.Models;
using Sige.Weights;

namespace Sige.Tests.Models;

internal static class SpadeModels
{
    /// <summary>Loads the model whose recordings lie in a folder of the golden data.</summary>
    public static SpadeGenerator Load(string folder, WeightCollection weights) =>
        folder == "gc" ? GanCompression.Load(weights) : GauGan.Load(weights);
}
