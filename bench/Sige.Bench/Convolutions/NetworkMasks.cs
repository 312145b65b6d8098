using Sige.Bench.Edits;
using Sige.Devices;
using Sige.Sessions;
using Sige.Tensors;

namespace Sige.Bench.Convolutions;

/// <summary>The active sets that an edit of a network's picture gives its convolutions.</summary>
internal sealed class NetworkMasks : IDisposable
{
    private readonly MaskPyramid _pyramid;

    public NetworkMasks(Device device, ShapeList list, double editPercent, ActivePolicy policy)
    {
        Resolution[] sparse = [.. list.Convolutions.Select(shape => shape.Resolution).Where(size => size.Covers(list.SmallestSparse)).Distinct()];
        var options = new MaskOptions(FirstDilation: list.FirstDilation, LevelDilation: list.LevelDilation);
        _pyramid = new MaskPyramid(device, list.PictureSize, sparse, options);
        _pyramid.Build(EditArea.Mark(EditForm.Rectangle, list.PictureSize, editPercent), policy);
    }

    /// <summary>The active set of an output size, and how many pixels it has; null where everything is computed.</summary>
    public (ActiveSet? Set, long Pixels)? Find(Resolution output) =>
        _pyramid.Find(output) is { Counts.Pixels: > 0 } level ? (level.Active, level.Counts.Pixels) : null;

    public void Dispose() => _pyramid.Dispose();
}
