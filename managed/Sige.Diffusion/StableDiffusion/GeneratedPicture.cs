using Sige.Tensors;

namespace Sige.Diffusion;

/// <summary>A picture that <see cref="TextToImage"/> has generated.</summary>
/// <param name="Size">Height and width.</param>
/// <param name="Values">[H, W, 3], -1 to 1 or a little beyond.</param>
/// <param name="Notices">What a person should know of the prompts, a sentence each.</param>
public sealed record GeneratedPicture(Resolution Size, float[] Values, IReadOnlyList<string> Notices)
{
    /// <summary>The picture as bytes: RGB, [H, W, 3].</summary>
    public byte[] ToBytes()
    {
        var bytes = new byte[Values.Length];
        PixelValues.ToBytes(Values, bytes);
        return bytes;
    }
}
