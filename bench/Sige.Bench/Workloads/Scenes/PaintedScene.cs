using Sige.Sessions;
using Sige.Tensors;

namespace Sige.Bench.Workloads;

/// <summary>A painting as an input of its own, beside inputs that no edit changes.</summary>
/// <param name="size">The picture, as masks see it.</param>
/// <param name="name">Name of the input that holds the painting.</param>
/// <param name="painting">What edits change.</param>
/// <param name="conditions">The other inputs.</param>
internal sealed class PaintedScene(Resolution size, string name, IPainting painting, params SessionInput[] conditions) : Scene(size)
{
    /// <inheritdoc/>
    public override SessionInput[] Original => Inputs(painting.Original);

    /// <inheritdoc/>
    public override SessionInput[][] Edits(ReadOnlySpan<byte> mask) => Array.ConvertAll(painting.Edits(mask), Inputs);

    private SessionInput[] Inputs(float[] pixels) => [new SessionInput(name, pixels), .. conditions];
}
