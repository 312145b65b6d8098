using Sige.Devices;
using Sige.Models;

namespace Sige.Diffusion;

/// <summary>Encodes the prompts of a session; with guidance that of what to keep away from comes first.</summary>
internal sealed class PromptEncoder(StableDiffusionModel model, LatentEditOptions options)
{
    /// <summary>What there is to say of the prompts that were encoded last, a sentence each; set to bring that of former ones back.</summary>
    public IReadOnlyList<string> Notices { get; set; } = [];

    /// <summary>Encodes prompts.</summary>
    /// <param name="engine">Runs the text encoder.</param>
    /// <param name="prompt">What is to be seen.</param>
    /// <param name="negativePrompt">What is to be kept away from.</param>
    /// <returns>[N, 1, tokens, channels].</returns>
    public float[] Encode(Engine engine, string prompt, string negativePrompt)
    {
        (string Name, string Text)[] prompts = GuidedStepNetwork.BatchOf(options.GuidanceScale) == 1
            ? [("prompt", prompt)]
            : [("negative prompt", negativePrompt), ("prompt", prompt)];
        EncodedPrompt[] encoded = model.EncodePrompts(engine, [.. prompts.Select(each => each.Text)], options.SkippedTextLayers);
        float[] context = [.. encoded.SelectMany(text => text.Context)];
        FiniteNumbers.Require(context, "text encoder");
        Notices = [.. encoded.Zip(prompts, (text, named) => text.Tokens.NoticeOf(named.Name)).OfType<string>()];
        return context;
    }

    /// <summary>The prompts of the options: given as they are, or encoded.</summary>
    /// <param name="engine">Runs the text encoder.</param>
    /// <exception cref="ArgumentException">Given ones have another length.</exception>
    public float[] EncodeOwn(Engine engine)
    {
        if (options.EncodedPrompts is not { } given)
            return Encode(engine, options.Prompt, options.NegativePrompt);
        (int batch, int tokens, int channels) = (
            GuidedStepNetwork.BatchOf(options.GuidanceScale), model.TextEncoder.Configuration.Tokens, model.UNet.Configuration.ContextChannels);
        int expected = batch * tokens * channels;
        if (given.Length != expected)
            throw new ArgumentException($"Encoded prompts are expected to have {expected} numbers, {batch} of {tokens} tokens with {channels} channels, but have {given.Length}.");
        return given.ToArray();
    }
}
