using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using Sige.Models;
using Sige.Tensors;
using Sige.Tests.Models.StableDiffusion;
using Sige.Tests.Weights;
using Sige.Weights;

namespace Sige.Tests.Diffusion.StableDiffusion;

/// <summary>The recorded model in small as a whole folder of diffusers: with a tokenizer and a scheduler.</summary>
internal sealed class SmallStableDiffusion : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    /// <summary>Writes the model.</summary>
    /// <param name="forInpainting">Whether the U-Net is told the mask and what is left of the picture.</param>
    public SmallStableDiffusion(bool forInpainting = false)
    {
        ModelPath = DiffusersFolder.Write(_folder, older: false);
        WriteText();
        SmallVocabulary.Write(Path.Combine(ModelPath, "tokenizer"), SmallVocabulary.Tokens(), SmallVocabulary.Merges);
        Directory.CreateDirectory(Path.Combine(ModelPath, "scheduler"));
        File.WriteAllText(
            Path.Combine(ModelPath, "scheduler", "scheduler_config.json"),
            """{"_class_name": "DDIMScheduler", "beta_end": 0.012, "beta_schedule": "scaled_linear", "beta_start": 0.00085, "steps_offset": 1, "set_alpha_to_one": false}""");
        if (forInpainting)
            WidenUNet();
    }

    /// <summary>Height and width of the pictures that tests use.</summary>
    public static Resolution Size => new(192, 192);

    /// <summary>The model's folder.</summary>
    public string ModelPath { get; }

    /// <summary>Opens the model.</summary>
    public StableDiffusionModel Open() => StableDiffusionModel.Open(ModelPath);

    public void Dispose() => _folder.Dispose();

    /// <summary>The recorded encoder knows 120 tokens; here they serve again and again.</summary>
    private void WriteText()
    {
        int vocabulary = SmallVocabulary.Tokens().Count;
        const string embedding = "text_model.embeddings.token_embedding.weight";
        string weights = Path.Combine(ModelPath, "text_encoder", "model.safetensors"), configuration = Path.Combine(ModelPath, "text_encoder", "config.json");
        WeightData[] tensors = ReadAll(weights);
        for (int i = 0; i < tensors.Length; i++)
        {
            if (tensors[i].Info.Name != embedding)
                continue;
            int width = (int)tensors[i].Info.Shape[1];
            float[] rows = Read(tensors[i]), repeated = new float[vocabulary * width];
            for (int j = 0; j < repeated.Length; j++)
                repeated[j] = rows[j % rows.Length];
            tensors[i] = WeightData.FromFloat32(embedding, [vocabulary, width], repeated);
        }

        SafetensorsWriter.Write(weights, tensors);
        Change(configuration, "vocab_size", vocabulary);
    }

    /// <summary>Gives the first convolution five input channels more.</summary>
    private void WidenUNet()
    {
        const int channels = 9;
        string folder = Path.Combine(ModelPath, "unet");
        WeightData[] tensors = [.. Directory.GetFiles(folder, "*.safetensors").Order().SelectMany(ReadAll)];
        for (int i = 0; i < tensors.Length; i++)
        {
            if (tensors[i].Info.Name != "conv_in.weight")
                continue;
            WeightShape shape = tensors[i].Info.Shape;
            float[] narrow = Read(tensors[i]), wide = new float[shape[0] * channels * 9];
            for (int j = 0; j < wide.Length; j++)
            {
                int channel = j / 9 % channels;
                wide[j] = channel < 4 ? narrow[(j / 9 / channels * 4 + channel) * 9 + j % 9] : 0.05f * MathF.Sin(j);
            }

            tensors[i] = WeightData.FromFloat32("conv_in.weight", [shape[0], channels, 3, 3], wide);
        }

        foreach (string file in Directory.GetFiles(folder, "*.safetensors*"))
            File.Delete(file);
        SafetensorsWriter.Write(Path.Combine(folder, "diffusion_pytorch_model.safetensors"), tensors);
        Change(Path.Combine(folder, "config.json"), "in_channels", channels);
    }

    private static void Change(string file, string key, int value)
    {
        JsonNode configuration = JsonNode.Parse(File.ReadAllText(file))!;
        configuration[key] = value;
        File.WriteAllText(file, configuration.ToJsonString());
    }

    private static float[] Read(WeightData tensor)
    {
        var values = new float[tensor.Info.Shape.ElementCount];
        tensor.Produce(MemoryMarshal.AsBytes(values.AsSpan()));
        return values;
    }

    private static WeightData[] ReadAll(string file)
    {
        using WeightCollection weights = WeightFile.Open(file);
        return [.. weights.Entries.Select(info => WeightData.FromFloat32(info.Name, info.Shape, weights.ReadFloat32(info.Name)))];
    }
}
