using Sige.Cli.Denoising;

namespace Sige.Cli.Output;

/// <summary>What <c>sige edit sd --dry-run</c> writes for a person.</summary>
internal static class LatentForecastText
{
    /// <summary>Writes a forecast.</summary>
    public static void Write(Terminal terminal, LatentForecast forecast)
    {
        Remarks.WriteNotices(terminal, forecast.Notices);
        var fields = new FieldList();
        fields.Add("dry run", "nothing was recorded and no picture is written");
        fields.Add("model", $"{forecast.Model}, {forecast.Width}x{forecast.Height}; {Names.OfRun(forecast.Run.Device, forecast.Run.Threads, forecast.Run.Isa)}, policy {forecast.Run.Policy}");
        fields.Add("sampler", forecast.Sampler.Describe());
        ForecastText.AddSession(fields, forecast.Memory, forecast.Cache, forecast.Recording, forecast.Sampler.Steps);
        ForecastText.AddEdits(fields, forecast.Edits, forecast.Sampler.Steps);
        fields.Add("times from", forecast.TimeBasis);
        fields.Write(terminal);
    }
}
