using Sige.Sessions;
using Sige.Tensors;

namespace Sige.Bench.Workloads;

/// <summary>Made-up inputs of a model, the same each time, with edits of them.</summary>
/// <param name="size">The picture.</param>
internal abstract class Scene(Resolution size)
{
    /// <summary>The picture's size.</summary>
    public Resolution Size { get; } = size;

    /// <summary>The inputs that edits start from.</summary>
    public abstract SessionInput[] Original { get; }

    /// <summary>The inputs of two edits that change the same pixels, each in another way.</summary>
    /// <param name="mask">[H, W], 1 where the picture changes.</param>
    public abstract SessionInput[][] Edits(ReadOnlySpan<byte> mask);
}
