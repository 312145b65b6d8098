using Sige.Devices;
using Sige.Graphs;
using Sige.Models;
using Sige.Sessions;
using Sige.Tests;
using Sige.Tests.Models;
using Sige.Tests.Models.StableDiffusion;
using Sige.Weights;

namespace Sige.DoubleHost.Sessions;

/// <summary>An edit that the reference recorded, of a network with its weights.</summary>
/// <param name="Graph">The network.</param>
/// <param name="Options">How the edit finds its pixels.</param>
/// <param name="Original">What is recorded.</param>
/// <param name="Edited">What it becomes.</param>
/// <param name="Range">That the output can have; null for the one it has.</param>
/// <param name="Weights">What the network's weights are read from as it is loaded onto a device.</param>
internal sealed record RecordedEdit(
    Graph Graph, SessionOptions Options, SessionInput[] Original, SessionInput[] Edited, double? Range, IDisposable Weights) : IDisposable
{
    /// <summary>One by the folder of its network in the golden data, or of a network of Stable Diffusion by name.</summary>
    public static RecordedEdit Of(string name) => name switch
    {
        "gaugan" or "gc" => OfScene(name),
        "ddpm" or "pd" => OfStep(name),
        _ => OfStableDiffusion(name),
    };

    /// <summary>The output of the edit.</summary>
    /// <param name="device">Where it runs, in the precision that the options have there.</param>
    /// <param name="form">The form that some convolution of the edit has to take; null for any.</param>
    public float[] Run(DeviceKind device, string? form = null)
    {
        using var engine = Engine.Open(device);
        using var session = new IncrementalSession(engine, Graph, Options);
        session.Record(Original);
        session.Edit(Edited);
        bool isTaken = form is null || session.LastReport!.Steps.Any(step => step.Costs?.Form.Name == form);
        CheckFailedException.Require(isTaken, $"no convolution took the form {form}");
        var output = new float[Graph.Outputs[0].Value.Shape.ElementCount];
        session.Outputs.Read(output);
        return output;
    }

    public void Dispose() => Weights.Dispose();

    private static RecordedEdit OfScene(string folder)
    {
        using GoldenScene scene = GoldenScene.Open(folder);
        WeightCollection weights = WeightFile.Open(GoldenData.Find(folder, "weights.pth"));
        SpadeGenerator model = SpadeModels.Load(folder, weights);
        return new RecordedEdit(
            model.BuildGraph(scene.Height, scene.Width), model.SessionOptions, scene.SessionInputs("original"), scene.SessionInputs("edited"), Range: 2, weights);
    }

    private static RecordedEdit OfStep(string folder)
    {
        using var golden = GoldenUNet.Open(folder);
        WeightCollection weights = golden.OpenWeights();
        DiffusionUNet network = golden.Load(weights);
        return new RecordedEdit(
            network.BuildGraph(),
            network.SessionOptions with { Masks = golden.Masks },
            golden.SessionInputs(network, "original"),
            golden.SessionInputs(network, "edited"),
            Range: null,
            weights);
    }

    private static RecordedEdit OfStableDiffusion(string name)
    {
        var golden = new GoldenStableDiffusion();
        if (name == "sd-unet")
        {
            ConditionalUNet network = golden.LoadUNet();
            return new RecordedEdit(
                network.BuildGraph(GoldenStableDiffusion.Latent, tokens: GoldenStableDiffusion.Tokens),
                network.SessionOptions with { Masks = GoldenStableDiffusion.Masks },
                golden.UNetSessionInputs("original"),
                golden.UNetSessionInputs("edited"),
                Range: null,
                golden);
        }

        Autoencoder autoencoder = golden.LoadAutoencoder();
        SessionInput Picture(string state) => new(Autoencoder.PictureInput, golden.Pixels($"image_{state}"));
        SessionInput Latent(string state) => new(Autoencoder.LatentInput, golden.Pixels($"latent_{state}"));
        return name switch
        {
            "sd-encoder" => new RecordedEdit(
                autoencoder.BuildEncoder(GoldenStableDiffusion.Picture),
                autoencoder.EncoderOptions with { Masks = GoldenStableDiffusion.Masks },
                [Picture("original")],
                [Picture("edited")],
                Range: null,
                golden),
            "sd-decoder" => new RecordedEdit(
                autoencoder.BuildDecoder(new(GoldenStableDiffusion.Picture.H / 8, GoldenStableDiffusion.Picture.W / 8)),
                autoencoder.DecoderOptions with { Masks = GoldenStableDiffusion.Masks },
                [Latent("original")],
                [Latent("edited")],
                Range: null,
                golden),
            _ => throw new ArgumentOutOfRangeException(nameof(name), name, "No such recording."),
        };
    }
}
