using Sige.Devices;
using Sige.Diffusion;
using Sige.Graphs;
using Sige.Models;
using Sige.Sessions;
using Sige.Tensors;

namespace Sige.Tests.Diffusion.StableDiffusion;

/// <summary>Inpainting by the plainest code: a fresh session for each run of a network, whole tensors everywhere.</summary>
internal sealed class InpaintLoop(StableDiffusionModel model, LatentEditOptions options, Sampler sampler, float[] picture, byte[] mask)
{
    private const int Scale = 8;
    private const int Channels = 4;

    private readonly Resolution _size = SmallStableDiffusion.Size;
    private readonly Resolution _latent = new(SmallStableDiffusion.Size.H / Scale, SmallStableDiffusion.Size.W / Scale);
    private readonly float _factor = model.Autoencoder.Configuration.ScalingFactor;

    public float[] Run(ulong seed, bool dense)
    {
        using Engine engine = Engine.Open();
        float[] context = new PromptEncoder(model, options).Encode(engine, options.Prompt, options.NegativePrompt);
        float[] original = Encode(engine, picture), hints = Hints(engine);
        float[] common = Noise(options.Seed), own = Noise(seed);
        bool[] denoised = Denoised();
        float[] state = Outside(sampler.Level(0).Signal, sampler.Level(0).Noise, original, common, denoised, [.. own.Select((value, i) =>
            options.Strength == 1 ? value : sampler.Level(0).Signal * original[i] + sampler.Level(0).Noise * value)]);
        var history = new float[sampler.HistoryLength * state.Length];
        for (int step = 0; step < sampler.StepCount; step++)
        {
            float[] recorded = [.. original.Select((value, i) => sampler.Level(step).Signal * value + sampler.Level(step).Noise * common[i])];
            float[] prediction = Predict(engine, step, recorded, state, hints, context, dense);
            sampler.Step(step, state, prediction, [], history);
            SignalNoise level = sampler.Level(step + 1);
            state = Outside(level.Signal, level.Noise, original, common, denoised, state);
        }

        return Compose(Decode(engine, original, Outside(1, 0, original, common, denoised, state), dense));
    }

    private float[] Predict(Engine engine, int step, float[] recorded, float[] state, float[] hints, float[] context, bool dense)
    {
        int batch = options.GuidanceScale == 1 ? 1 : 2;
        SessionInput[] Inputs(float[] latent) =>
        [
            new(ConditionalUNet.LatentInput, Enumerable.Repeat(Interleave(latent, hints), batch).SelectMany(values => values).ToArray()),
            new(ConditionalUNet.TimeInput, Enumerable.Repeat(sampler.NetworkTime(step), batch).ToArray()),
            new(ConditionalUNet.ContextInput, context),
        ];
        float[] both = RunNetwork(
            engine, model.UNet.BuildGraph(_latent, batch), options.Cache(model.UNet.SessionOptions, Region), Inputs(recorded), Inputs(state), dense);
        return batch == 1 ? both : [.. state.Select((_, i) => both[i] + (float)options.GuidanceScale * (both[state.Length + i] - both[i]))];
    }

    private float[] Encode(Engine engine, float[] of)
    {
        float[] moments = RunNetwork(
            engine, model.Autoencoder.BuildEncoder(_size), options.Cache(model.Autoencoder.EncoderOptions, null), [], [new(Autoencoder.PictureInput, of)], dense: true);
        return [.. Enumerable.Range(0, (int)_latent.PixelCount * Channels).Select(i => _factor * moments[i / Channels * 2 * Channels + i % Channels])];
    }

    private float[] Decode(Engine engine, float[] original, float[] latent, bool dense)
    {
        SessionInput[] Input(float[] of) => [new(Autoencoder.LatentInput, Array.ConvertAll(of, value => value / _factor))];
        return RunNetwork(
            engine, model.Autoencoder.BuildDecoder(_latent), options.Cache(model.Autoencoder.DecoderOptions, Region), Input(original), Input(latent), dense);
    }

    private float[] RunNetwork(Engine engine, Graph graph, CachedSessionOptions cache, SessionInput[] recorded, SessionInput[] inputs, bool dense)
    {
        var output = new float[graph.Outputs[0].Value.Shape.ElementCount];
        using var session = new CachedSession(engine, graph, slots: 1, cache);
        if (dense)
            session.Run(inputs);
        else
        {
            session.Record(0, recorded);
            session.SetChanges(mask);
            session.Edit(0, inputs);
        }

        session.Outputs.Read(output);
        return output;
    }

    private float[] Hints(Engine engine)
    {
        if (model.UNet.Configuration.InputChannels == Channels)
            return [];
        float[] rest = Encode(engine, [.. picture.Select((value, i) => mask[i / 3] == 0 ? value : 0)]);
        return [.. Enumerable.Range(0, (int)_latent.PixelCount).SelectMany(pixel =>
            new float[] { mask[pixel / _latent.W * Scale * _size.W + pixel % _latent.W * Scale] }.Concat(rest[(pixel * Channels)..((pixel + 1) * Channels)]))];
    }

    private float[] Interleave(float[] latent, float[] hints)
    {
        int extra = hints.Length / (int)_latent.PixelCount;
        return [.. Enumerable.Range(0, (int)_latent.PixelCount).SelectMany(pixel =>
            latent[(pixel * Channels)..((pixel + 1) * Channels)].Concat(hints[(pixel * extra)..((pixel + 1) * extra)]))];
    }

    private float[] Noise(ulong seed)
    {
        var noise = new float[_latent.PixelCount * Channels];
        new PictureNoise(_latent.H, _latent.W, Channels).Next(new TorchGenerator(seed), noise);
        return noise;
    }

    private PixelRegion? Region => PixelRegion.Around(mask, _size);

    /// <summary>A pixel of the latent is denoised if the mask, five pixels more in a cross, covers more than 0.3 of its 8x8 pixels.</summary>
    private bool[] Denoised()
    {
        bool IsMarked(int y, int x) => y >= 0 && y < _size.H && x >= 0 && x < _size.W && mask[y * _size.W + x] != 0;
        bool IsDilated(int y, int x) => Enumerable.Range(-5, 11).Any(d => IsMarked(y + d, x) || IsMarked(y, x + d));
        return [.. Enumerable.Range(0, (int)_latent.PixelCount).Select(pixel =>
            Enumerable.Range(0, 64).Count(i => IsDilated(pixel / _latent.W * Scale + i / 8, pixel % _latent.W * Scale + i % 8)) > 0.3 * 64)];
    }

    private static float[] Outside(float signal, float noise, float[] original, float[] common, bool[] denoised, float[] state) =>
        [.. state.Select((value, i) => denoised[i / Channels] ? value : signal * original[i] + noise * common[i])];

    private float[] Compose(float[] decoded)
    {
        int reach = options.Feather;
        float Share(int pixel)
        {
            (int y, int x) = (pixel / _size.W, pixel % _size.W);
            int nearest = int.MaxValue;
            for (int other = 0; other < mask.Length; other++)
            {
                if (mask[other] != 0)
                    nearest = Math.Min(nearest, (y - other / _size.W) * (y - other / _size.W) + (x - other % _size.W) * (x - other % _size.W));
            }

            return nearest > reach * reach ? 0 : 1 - MathF.Sqrt(nearest) / (reach + 1);
        }

        float[] shares = [.. Enumerable.Range(0, mask.Length).Select(Share)];
        return [.. picture.Select((value, i) => value + shares[i / 3] * (decoded[i] - value))];
    }
}
