using Sige.Lowering;
using Sige.Tensors;

namespace Sige.Sessions;

/// <summary>
/// The box of each sparse resolution that edits inside a region can read or write, whatever their masks: dilations, the rounding of
/// halvings and tiles, and the reach of every step that reads the resolution's tensors.
/// </summary>
internal sealed class RegionWindows
{
    /// <summary>Side of a tile in pixels, and how far a marked pixel may lie outside a tile that it makes active.</summary>
    private const int Tile = 4;
    private const int TileHalo = 1;

    private readonly Dictionary<Resolution, PixelRegion> _windows = [];

    /// <summary>Finds the boxes.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="full">The picture's size.</param>
    /// <param name="region">What will be edited, inside the picture; null for all of it.</param>
    /// <param name="masks">How masks are made.</param>
    /// <param name="margins">What steps compute beyond the active pixels.</param>
    /// <param name="isSparse">Whether edits compute active pixels only at a resolution.</param>
    public RegionWindows(
        ExecutionPlan plan, Resolution full, PixelRegion? region, MaskOptions masks, EditMargins margins, Func<Resolution, bool> isSparse)
    {
        Resolution[] sparse = [.. plan.Steps.Select(step => step.Resolution).Distinct().Where(isSparse)];
        if (region is not { } edited)
        {
            foreach (Resolution resolution in sparse)
                _windows.Add(resolution, PixelRegion.All(resolution));
            return;
        }

        Dictionary<Resolution, PixelRegion> active = sparse.ToDictionary(resolution => resolution, resolution => ActiveBox(edited, full, resolution, masks));
        Dictionary<Resolution, PixelRegion> tiled = active.ToDictionary(entry => entry.Key, entry => Tiled(entry.Value, entry.Key));
        foreach ((Resolution resolution, PixelRegion box) in active)
            _windows.Add(resolution, box);
        foreach ((int index, PlanStep step) in plan.Steps.Index().Where(step => active.ContainsKey(step.Item.Resolution)))
        {
            PixelRegion computed = tiled[step.Resolution].Grow(margins[index].Width, step.Resolution);
            foreach (PixelReach reach in step.Reaches.Where(reach => !reach.IsWhole))
            {
                if (_windows.TryGetValue(reach.Tensor.Shape.Resolution, out PixelRegion window))
                    _windows[reach.Tensor.Shape.Resolution] = window.Union(reach.Under(computed));
            }
        }
    }

    /// <summary>What is kept of a tensor of a sparse resolution.</summary>
    public PixelRegion this[Resolution resolution] => _windows[resolution];

    private static PixelRegion ActiveBox(PixelRegion edited, Resolution full, Resolution resolution, MaskOptions masks)
    {
        PixelRegion box = edited.Grow(masks.FirstDilation, full);
        int scale = full.H / resolution.H;
        PixelRegion halved = PixelRegion.Between(box.Y / scale, box.X / scale, RoundUp(box.EndY, scale) / scale, RoundUp(box.EndX, scale) / scale);
        PixelRegion dilated = halved.Grow(masks.LevelDilation + TileHalo, resolution);
        return PixelRegion.Between(
            dilated.Y / Tile * Tile,
            dilated.X / Tile * Tile,
            Math.Min(resolution.H, RoundUp(dilated.EndY, Tile)),
            Math.Min(resolution.W, RoundUp(dilated.EndX, Tile)));
    }

    /// <summary>What the tiles of active pixels cover: they begin at any of them.</summary>
    private static PixelRegion Tiled(PixelRegion active, Resolution resolution) => PixelRegion.Between(
        active.Y, active.X, Math.Min(resolution.H, active.EndY + Tile - 1), Math.Min(resolution.W, active.EndX + Tile - 1));

    private static int RoundUp(int value, int step) => (value + step - 1) / step * step;
}
