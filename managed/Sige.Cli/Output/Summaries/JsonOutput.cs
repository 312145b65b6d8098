using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Sige.Cli.Denoising;

namespace Sige.Cli.Output;

/// <summary>Writes results for programs.</summary>
internal static class JsonOutput
{
    private static readonly JsonSerializerOptions Options = new()
    {
        TypeInfoResolver = SummaryJson.Default,
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Writes an object with properties in snake_case.</summary>
    /// <typeparam name="T">One that <see cref="SummaryJson"/> lists.</typeparam>
    public static void Write<T>(TextWriter writer, T value) =>
        writer.WriteLine(JsonSerializer.Serialize(value, (JsonTypeInfo<T>)Options.GetTypeInfo(typeof(T))));
}

/// <summary>How results are written without reflection.</summary>
[JsonSerializable(typeof(EditSummary))]
[JsonSerializable(typeof(LatentForecast))]
[JsonSerializable(typeof(LatentSummary))]
[JsonSerializable(typeof(SdEditForecast))]
[JsonSerializable(typeof(SdEditSummary))]
[JsonSerializable(typeof(WeightSummary))]
internal sealed partial class SummaryJson : JsonSerializerContext;
