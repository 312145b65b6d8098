using System.Text.Json;
using NUnit.Framework;
using Sige.Tests.Native;

namespace Sige.Tests.Bench;

/// <summary>What the host takes of edits is measured without a GPU: on a double whose kernels compute nothing.</summary>
[Platform("Linux")]
[Parallelizable(ParallelScope.All)]
internal sealed class HostBenchTests
{
    [Test]
    public void EditsOfOneModelAreTimed()
    {
        string output = GpuDouble.Cuda.Run("Sige.Bench.dll", ["host", "--model", "gan-compression", "--runs", "3", "--json", "-"], ("SIGE_CUDA_DOUBLE_KERNELS", "idle"));

        using JsonDocument json = JsonDocument.Parse(output[output.IndexOf('[')..(output.LastIndexOf(']') + 1)]);
        JsonElement figure = json.RootElement.EnumerateArray().Single();
        Assert.That(figure.GetProperty("model").GetString(), Is.EqualTo("gan-compression"));
        Assert.That(figure.GetProperty("same_pixels_ms").GetDouble(), Is.Positive);
        Assert.That(figure.GetProperty("other_pixels_ms").GetDouble(), Is.Positive);
    }
}
