using System.Text.Json;
using Sige.Weights;

namespace Sige.Models;

/// <summary>Checks that a diffusers model was trained with the noise that the samplers here take away.</summary>
/// <remarks>Source: Ho et al., <i>Denoising Diffusion Probabilistic Models</i>, NeurIPS 2020, section 4: 1000 steps, beta linear from 1e-4 to 0.02.</remarks>
internal static class DiffusersScheduler
{
    private const string FileName = "scheduler_config.json";

    private static readonly (string Name, double Expected)[] Numbers = [("num_train_timesteps", 1000), ("beta_start", 1e-4), ("beta_end", 0.02)];
    private static readonly (string Name, string Expected)[] Words = [("beta_schedule", "linear"), ("prediction_type", "epsilon")];

    /// <summary>Looks for the schedule beside a configuration, or in the folder <c>scheduler</c> beside its own.</summary>
    /// <param name="configurationPath">The U-Net's <c>config.json</c>.</param>
    /// <exception cref="WeightFormatException">The schedule is another one; the message has the key and both values.</exception>
    public static void CheckBeside(string configurationPath)
    {
        string folder = Path.GetDirectoryName(Path.GetFullPath(configurationPath))!;
        string[] places = [Path.Combine(folder, FileName), Path.Combine(folder, "..", "scheduler", FileName)];
        foreach (string path in places.Where(File.Exists))
            Check(path);
    }

    private static void Check(string path)
    {
        using JsonDocument document = UNetConfigurationFile.ParseJson(UNetConfigurationFile.ReadText(path), path);
        if (document.RootElement.ValueKind != JsonValueKind.Object)
            return;
        foreach ((string name, double expected) in Numbers)
            Require(name, $"{expected}", value => value.ValueKind == JsonValueKind.Number && Math.Abs(value.GetDouble() - expected) <= 1e-6 * expected);
        foreach ((string name, string expected) in Words)
            Require(name, $"'{expected}'", value => value.ValueKind == JsonValueKind.String && value.ValueEquals(expected));
        Require("trained_betas", "null", _ => false);

        void Require(string name, string expected, Func<JsonElement, bool> holds)
        {
            if (document.RootElement.TryGetProperty(name, out JsonElement value) && value.ValueKind != JsonValueKind.Null && !holds(value))
                throw new WeightFormatException(path, $"'{name}' of the model's noise schedule is expected to be {expected}, but is {value.ValueKind switch { JsonValueKind.Array or JsonValueKind.Object => "a list", _ => value.GetRawText() }}.");
        }
    }
}
