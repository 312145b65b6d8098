using System.Text.Json.Serialization;
using Sige.Bench.Edits;
using Sige.Bench.Measuring;

namespace Sige.Bench.Workloads;

/// <summary>One point of the curve.</summary>
/// <param name="Form">How the changed pixels lie.</param>
/// <param name="EditPercent">Changed pixels before dilation.</param>
/// <param name="SparseMs">Median time of an edit.</param>
/// <param name="RelativeToDense">The same over a dense run's.</param>
internal sealed record CurvePoint(
    [property: JsonConverter(typeof(JsonStringEnumConverter<EditForm>))] EditForm Form, double EditPercent, double SparseMs, double RelativeToDense);

/// <summary>Time against edited area.</summary>
/// <param name="Model">The model.</param>
/// <param name="Threads">Threads of our engine and of the peer.</param>
/// <param name="Isa">Instruction set of our kernels.</param>
/// <param name="Policy">How masks became active pixels.</param>
/// <param name="DenseMs">Our dense run.</param>
/// <param name="Peer">Name and version of the peer; null without one.</param>
/// <param name="PeerDenseMs">The peer's dense run.</param>
/// <param name="Points">The edits, rectangles first, small ones first.</param>
internal sealed record CurveResult(
    string Model, int Threads, string Isa, string Policy, double DenseMs, string? Peer, double? PeerDenseMs, IReadOnlyList<CurvePoint> Points)
{
    /// <summary>How much slower than a dense run an edit may be.</summary>
    public const double Allowance = 1.05;

    /// <summary>The edits that are slower than that.</summary>
    [JsonIgnore]
    public IEnumerable<CurvePoint> TooSlow => Points.Where(point => point.RelativeToDense > Allowance);
}

/// <summary>Measures edits of growing area.</summary>
internal static class CurveBench
{
    private static readonly double[] Percents = [0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100];

    /// <summary>Measures every form and area.</summary>
    /// <param name="rig">The model.</param>
    /// <param name="dense">Seconds of a dense run.</param>
    /// <param name="runs">Runs behind each median.</param>
    public static IReadOnlyList<CurvePoint> Run(ModelRig rig, double dense, int runs)
    {
        var points = new List<CurvePoint>();
        foreach (EditForm form in Enum.GetValues<EditForm>())
        {
            foreach (double percent in Percents)
            {
                byte[] mask = EditArea.Mark(form, rig.Scene.Size, percent);
                double seconds = rig.TimeEdits(runs, mask);
                points.Add(new CurvePoint(form, Math.Round(EditArea.Percent(mask), 4), Timing.Milliseconds(seconds), Math.Round(seconds / dense, 4)));
            }
        }

        return points;
    }
}
