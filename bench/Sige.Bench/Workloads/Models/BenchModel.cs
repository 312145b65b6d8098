using Sige.Devices;
using Sige.Graphs;
using Sige.Models;
using Sige.Sessions;

namespace Sige.Bench.Workloads;

/// <summary>A full-size model with random weights, a scene to run it on, and the session that the product runs it in.</summary>
internal abstract class BenchModel
{
    /// <summary>The SPADE generator of ngf 64.</summary>
    public const string GauGan = "gaugan";

    /// <summary>The compressed generator of channels 32_32_32_48_32_24_24_32.</summary>
    public const string GanCompression = "gan-compression";

    /// <summary>The U-Net of Denoising Diffusion Probabilistic Models for churches of 256x256.</summary>
    public const string Ddpm = "ddpm";

    /// <summary>The U-Net of Progressive Distillation for churches of 256x256.</summary>
    public const string ProgressiveDistillation = "pd";

    /// <summary>The U-Net of Stable Diffusion 1.x for pictures of 512x512, with and without the text at once.</summary>
    public const string StableDiffusionUNet = "sd-unet";

    /// <summary>The encoder of Stable Diffusion 1.x for pictures of 512x512.</summary>
    public const string StableDiffusionEncoder = "sd-encoder";

    /// <summary>The decoder of Stable Diffusion 1.x for pictures of 512x512.</summary>
    public const string StableDiffusionDecoder = "sd-decoder";

    private protected BenchModel(string name, Scene scene, SessionOptions options)
    {
        Name = name;
        Scene = scene;
        SessionOptions = options;
    }

    /// <summary>All names.</summary>
    public static IReadOnlyList<string> Names { get; } =
        [GauGan, GanCompression, Ddpm, ProgressiveDistillation, StableDiffusionUNet, StableDiffusionEncoder, StableDiffusionDecoder];

    /// <summary>The model's name.</summary>
    public string Name { get; }

    /// <summary>What it is run on.</summary>
    public Scene Scene { get; }

    /// <summary>How it is edited if nothing else is said.</summary>
    public SessionOptions SessionOptions { get; }

    /// <summary>Largest less smallest value that an output can have; null for a model that sets no bounds.</summary>
    public abstract double? OutputRange { get; }

    /// <summary>Makes a model by its name.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <exception cref="ArgumentException">There is no such model.</exception>
    public static BenchModel Create(string name) => name switch
    {
        GauGan => new SpadeModel(name, Sige.Models.GauGan.Random(width: 64)),
        GanCompression => new SpadeModel(name, Sige.Models.GanCompression.Random()),
        Ddpm or ProgressiveDistillation => new DiffusionModel(name, DiffusionNetworks.Create(name)),
        StableDiffusionUNet => new ConditionalUNetModel(name, ConditionalUNet.Random(ConditionalUNetConfiguration.StableDiffusion1())),
        StableDiffusionEncoder => new EncoderModel(name, Autoencoder.Random(AutoencoderConfiguration.Usual)),
        StableDiffusionDecoder => new DecoderModel(name, Autoencoder.Random(AutoencoderConfiguration.Usual)),
        _ => throw new ArgumentException($"There is no model '{name}'; there is {string.Join(", ", Names)}.", nameof(name)),
    };

    /// <summary>What a model is, for a command's help.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    public static string Describe(string name) => name switch
    {
        Ddpm or ProgressiveDistillation => $"a step of {name} at 256x256",
        StableDiffusionUNet => "a step of Stable Diffusion's U-Net, batch 2, at 512x512",
        StableDiffusionEncoder => "Stable Diffusion's encoder at 512x512",
        StableDiffusionDecoder => "Stable Diffusion's decoder at 512x512",
        _ => $"{name} at 512x256",
    };

    /// <summary>Whether sessions keep what they record in a cache, rather than in place.</summary>
    public virtual bool IsCached => true;

    /// <summary>Describes the network at the size of the scene.</summary>
    public abstract Graph BuildGraph();

    /// <summary>Lowers the network into a session of its own.</summary>
    public abstract ModelSession Open(Engine engine, SessionOptions options);
}
