using System.Text.Json;
using Sige.Models;
using Sige.Sessions;
using Sige.Tensors;
using Sige.Weights;

namespace Sige.Tests.Models.StableDiffusion;

/// <summary>Recorded inputs and outputs of the reference's Stable Diffusion in small, and its weights.</summary>
internal sealed class GoldenStableDiffusion : IDisposable
{
    private readonly WeightCollection _recording = WeightFile.Open(GoldenData.Find("sd", "io.safetensors"));

    /// <summary>Height and width of the recorded latents of the U-Net.</summary>
    public static Resolution Latent => new(32, 48);

    /// <summary>Height and width of the recorded pictures.</summary>
    public static Resolution Picture => new(128, 192);

    /// <summary>Tokens of the recorded text.</summary>
    public static int Tokens => 9;

    public WeightCollection Weights { get; } = WeightFile.Open(GoldenData.Find("sd", "weights.ckpt"));

    public static ConditionalUNetConfiguration UNetConfiguration => ConditionalUNetConfiguration.Parse(Section("unet"), "config.json");

    public static AutoencoderConfiguration AutoencoderConfiguration => AutoencoderConfiguration.Parse(Section("vae"), "config.json");

    /// <summary>How the recordings made their masks: the first dilation is 5 in all.</summary>
    public static MaskOptions Masks => new(Epsilon: 1e-3f, FirstDilation: 5, LevelDilation: 1);

    /// <summary>An object of the recorded configuration.</summary>
    public static string Section(string name)
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllText(GoldenData.Find("sd", "config.json")));
        return document.RootElement.GetProperty(name).GetRawText();
    }

    public ConditionalUNet LoadUNet() => ConditionalUNet.Load(Weights, UNetConfiguration);

    public Autoencoder LoadAutoencoder() => Autoencoder.Load(Weights, AutoencoderConfiguration);

    public Dictionary<string, float[]> UNetInputs(string state) => new()
    {
        [ConditionalUNet.LatentInput] = Pixels($"unet_{state}_latent"),
        [ConditionalUNet.TimeInput] = _recording.ReadFloat32("t"),
        [ConditionalUNet.ContextInput] = _recording.ReadFloat32("context"),
    };

    public byte[] Mask(string name) => Array.ConvertAll(_recording.ReadInt64(name), value => (byte)value);

    public SessionInput[] UNetSessionInputs(string state) => [.. UNetInputs(state).Select(input => new SessionInput(input.Key, input.Value))];

    /// <summary>A recorded tensor as NHWC.</summary>
    public float[] Pixels(string name)
    {
        WeightShape shape = _recording.GetInfo(name).Shape;
        (int channels, int area) = ((int)shape[1], (int)(shape[2] * shape[3]));
        float[] planar = _recording.ReadFloat32(name);
        var pixels = new float[planar.Length];
        for (int i = 0; i < planar.Length; i++)
            pixels[i % area * channels + i / area] = planar[i];
        return pixels;
    }

    public void Dispose()
    {
        _recording.Dispose();
        Weights.Dispose();
    }
}
