using System.Text;
using Sige.Bench.Edits;
using Sige.Devices;
using Sige.Sessions;
using Sige.Tensors;

namespace Sige.Bench.Sequences;

/// <summary>
/// The sets of pixels that an edit computes or loads, as recipes that hold for other edits, too: the active pixels of a resolution, those
/// around them, or those around without the active ones.
/// </summary>
internal sealed class SequenceSets(EditPlanner edits)
{
    private readonly List<Recipe> _recipes = [];

    /// <summary>The number of the set that a step computes.</summary>
    public int OfStep(int step)
    {
        (Resolution resolution, EditMargin margin) = (edits.Level(step).Resolution, edits.Margins[step]);
        ActiveSet computed = edits.Active(step, StepMode.Sparse)!;
        return computed == edits.Pyramid.Find(resolution)!.Within(margin).Set
            ? Find(new Recipe(resolution, margin.Width, margin.Reach, IsRing: false))
            : Around(computed, isRing: false);
    }

    /// <summary>
    /// The number of a set of pixels that an edit needs, with what lies between: the smallest distance from active pixels that holds all of them.
    /// </summary>
    /// <param name="pixels">The set.</param>
    /// <param name="isRing">Whether it is without the active pixels.</param>
    public int Around(ActiveSet pixels, bool isRing)
    {
        (Resolution size, MaskLevel level) = (pixels.Resolution, edits.Pyramid.Find(pixels.Resolution)!);
        var runs = new PixelRuns(size);
        runs.Take(level.Pixels);
        var mask = new byte[size.PixelCount];
        int width = 0;
        runs.MarkAround(mask, size, width);
        while (Array.Exists(pixels.ReadPixels(), pixel => mask[pixel] == 0))
            runs.MarkAround(mask, size, ++width);
        return Find(new Recipe(size, width, Reach: null, isRing));
    }

    /// <summary>A line for each set.</summary>
    public void Write(StringBuilder text)
    {
        foreach ((int index, Recipe recipe) in _recipes.Index())
        {
            text.Append(FormattableString.Invariant($"set {index} h={recipe.Resolution.H} w={recipe.Resolution.W}"));
            if (recipe.Width > 0)
                text.Append(FormattableString.Invariant($" width={recipe.Width}"));
            if (recipe.Reach is { } reach)
                text.Append(FormattableString.Invariant($" reach={reach}"));
            text.Append(recipe.IsRing ? " ring=1\n" : "\n");
        }
    }

    private int Find(Recipe recipe)
    {
        if (!_recipes.Contains(recipe))
            _recipes.Add(recipe);
        return _recipes.IndexOf(recipe);
    }

    private readonly record struct Recipe(Resolution Resolution, int Width, int? Reach, bool IsRing);
}
