using Sige.Bench.Commands;
using Sige.Bench.Edits;
using Sige.Devices;
using Sige.Diffusion;
using Sige.Models;
using Sige.Tensors;

namespace Sige.Bench.Inpaint;

/// <summary>Stable Diffusion 1.5 at its full size with random weights, a picture, and a mask to paint anew.</summary>
internal sealed class InpaintScene
{
    private const int Channels = 3;
    private const int Seed = 3;

    /// <summary>Makes the scene.</summary>
    /// <param name="common">The edit's share of the picture, and how the engine runs.</param>
    /// <param name="steps">Steps of the sampler.</param>
    public InpaintScene(BenchSettings common, int steps)
    {
        Model = StableDiffusionModel.Compose(
            "random weights",
            ConditionalUNet.Random(ConditionalUNetConfiguration.StableDiffusion1()),
            Autoencoder.Random(AutoencoderConfiguration.Usual),
            ClipTextEncoder.Random(ClipTextConfiguration.Large));
        Picture = Draw();
        Mask = EditArea.Mark(EditForm.Rectangle, Size, common.EditPercent);
        var random = new Random(Seed);
        Options = new LatentEditOptions
        {
            EncodedPrompts = Enumerable.Range(0, 2 * ConditionalUNet.UsualTokens * Model.UNet.Configuration.ContextChannels).Select(_ => 2 * random.NextSingle() - 1).ToArray(),
            Sampler = SamplerKind.Ddim,
            Steps = steps,
            ActivePolicy = common.Policy,
            ComputePrecision = common.Precision,
            WeightPrecision = common.Weights,
            Engine = new EngineOptions { Queue = common.Queue },
        };
    }

    /// <summary>Height and width of the picture.</summary>
    public static Resolution Size => new(512, 512);

    /// <summary>The networks.</summary>
    public StableDiffusionModel Model { get; }

    /// <summary>The picture, [H, W, 3], -1 to 1.</summary>
    public float[] Picture { get; }

    /// <summary>1 where it is painted anew, [H, W].</summary>
    public byte[] Mask { get; }

    /// <summary>How it is painted.</summary>
    public LatentEditOptions Options { get; }

    /// <summary>Soft waves of colour.</summary>
    private static float[] Draw()
    {
        var picture = new float[Size.PixelCount * Channels];
        for (int i = 0; i < picture.Length; i++)
        {
            int pixel = i / Channels;
            picture[i] = (float)(0.6 * Math.Sin(0.031 * (pixel % Size.W) + 0.017 * (pixel / Size.W) + i % Channels));
        }

        return picture;
    }
}
