using System.Text.Json;
using Sige.Models;
using Sige.Tests.Weights;
using Sige.Weights;

namespace Sige.Tests.Models.StableDiffusion;

/// <summary>Writes the recorded model as diffusers keeps one: folders of configurations and weights, those of the U-Net in two files.</summary>
internal static class DiffusersFolder
{
    private const string UNet = """
        {"_class_name": "UNet2DConditionModel", "act_fn": "silu", "attention_head_dim": 4, "block_out_channels": [32, 64], "cross_attention_dim": 48,
         "down_block_types": ["CrossAttnDownBlock2D", "CrossAttnDownBlock2D"], "up_block_types": ["CrossAttnUpBlock2D", "CrossAttnUpBlock2D"],
         "flip_sin_to_cos": true, "freq_shift": 0, "in_channels": 4, "out_channels": 4, "layers_per_block": 1, "sample_size": 32}
        """;

    private const string Vae = """
        {"_class_name": "AutoencoderKL", "act_fn": "silu", "block_out_channels": [32, 64, 64, 64], "layers_per_block": 1, "latent_channels": 4,
         "down_block_types": ["DownEncoderBlock2D", "DownEncoderBlock2D", "DownEncoderBlock2D", "DownEncoderBlock2D"],
         "up_block_types": ["UpDecoderBlock2D", "UpDecoderBlock2D", "UpDecoderBlock2D", "UpDecoderBlock2D"]}
        """;

    private const string Text = """
        {"model_type": "clip_text_model", "hidden_size": 48, "intermediate_size": 192, "num_hidden_layers": 2, "num_attention_heads": 4,
         "vocab_size": 120, "hidden_act": "quick_gelu"}
        """;

    /// <summary>Writes the model.</summary>
    /// <param name="folder">Receives the folder <c>model</c>.</param>
    /// <param name="older">Whether the autoencoder's attention has the names from before diffusers 0.15.</param>
    /// <returns>The path of the model.</returns>
    public static string Write(TemporaryFolder folder, bool older)
    {
        using var golden = new GoldenStableDiffusion();
        string model = folder["model"];
        foreach (string part in (ReadOnlySpan<string>)["unet", "vae", "text_encoder"])
            Directory.CreateDirectory(Path.Combine(model, part));
        File.WriteAllText(Path.Combine(model, "unet", "config.json"), UNet);
        File.WriteAllText(Path.Combine(model, "vae", "config.json"), Vae);
        File.WriteAllText(Path.Combine(model, "text_encoder", "config.json"), Text);

        WriteShards(Path.Combine(model, "unet"), [.. Rename(golden.Weights.Select("model.diffusion_model"), ConditionalUNetNames.CompVis(GoldenStableDiffusion.UNetConfiguration).ToOwn)]);
        NameTable vae = AutoencoderNames.CompVis(GoldenStableDiffusion.AutoencoderConfiguration);
        SafetensorsWriter.Write(
            Path.Combine(model, "vae", "diffusion_pytorch_model.safetensors"),
            Rename(golden.Weights.Select("first_stage_model"), name => older ? AutoencoderNames.Older.ToOther(vae.ToOwn(name)) : vae.ToOwn(name)));
        using WeightCollection text = WeightFile.Open(GoldenData.Find("sd", "text_weights.pth"));
        SafetensorsWriter.Write(Path.Combine(model, "text_encoder", "model.safetensors"), [.. Rename(text, name => name), PositionIds]);
        return model;
    }

    /// <summary>What old versions of transformers saved beside the weights.</summary>
    private static WeightData PositionIds => WeightData.FromFloat32("text_model.embeddings.position_ids", [1, 77], new float[77]);

    private static IEnumerable<WeightData> Rename(WeightCollection weights, Func<string, string> rename) => weights.Entries.Select(info =>
    {
        string name = rename(info.Name);
        bool isMatrix = name.Contains("mid_block.attentions", StringComparison.Ordinal) && info.Shape.Rank == 4 && !name.Contains("proj_", StringComparison.Ordinal);
        return WeightData.FromFloat32(name, isMatrix ? [info.Shape[0], info.Shape[1]] : info.Shape, weights.ReadFloat32(info.Name));
    });

    private static void WriteShards(string folder, WeightData[] tensors)
    {
        var map = new Dictionary<string, string>();
        for (int i = 0; i < 2; i++)
        {
            string name = $"diffusion_pytorch_model-0000{i + 1}-of-00002.safetensors";
            WeightData[] part = [.. tensors.Where((_, index) => index % 2 == i)];
            SafetensorsWriter.Write(Path.Combine(folder, name), part);
            foreach (WeightData tensor in part)
                map.Add(tensor.Info.Name, name);
        }

        File.WriteAllText(Path.Combine(folder, "diffusion_pytorch_model.safetensors.index.json"), JsonSerializer.Serialize(new { metadata = new { total_size = 0 }, weight_map = map }));
    }
}
