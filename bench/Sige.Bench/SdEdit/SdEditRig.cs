using System.Diagnostics;
using Sige.Diffusion;
using Sige.Models;
using Sige.Sessions;

namespace Sige.Bench.SdEdit;

/// <summary>An SDEdit session over a scene, timed.</summary>
internal sealed class SdEditRig : IDisposable
{
    private readonly IReadOnlyList<float[]> _edits;
    private readonly SdEditSession _session;

    /// <summary>Opens the session.</summary>
    /// <param name="scene">The network and the pictures.</param>
    /// <param name="precision">How recorded steps are kept.</param>
    public SdEditRig(SdEditScene scene, CachePrecision precision)
        : this(scene.Network, scene.Original, scene.Edits, scene.Options with { Precision = precision })
    {
    }

    /// <summary>Opens the session.</summary>
    /// <param name="network">The network.</param>
    /// <param name="original">The picture, [H, W, 3], -1 to 1.</param>
    /// <param name="edits">The same, edited.</param>
    /// <param name="options">How to denoise.</param>
    public SdEditRig(DiffusionUNet network, float[] original, IReadOnlyList<float[]> edits, SdEditOptions options)
    {
        _edits = edits;
        long start = Stopwatch.GetTimestamp();
        _session = SdEditSession.Open(network, original, options);
        OpenSeconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        Picture = new float[original.Length];
    }

    /// <summary>What opening took.</summary>
    public double OpenSeconds { get; }

    /// <summary>The session.</summary>
    public SdEditSession Session => _session;

    /// <summary>What the last edit gave, [H, W, 3].</summary>
    public float[] Picture { get; }

    /// <summary>Edits, from the edited picture to the read result.</summary>
    /// <param name="number">Which of the edits, in turn.</param>
    /// <returns>Seconds.</returns>
    public double Edit(int number) => Time(() => _session.Edit(_edits[number % _edits.Count]));

    /// <summary>The same with the network run whole at every step.</summary>
    public double EditDense(int number) => Time(() => _session.EditDense(_edits[number % _edits.Count]));

    public void Dispose() => _session.Dispose();

    private double Time(Action edit)
    {
        long start = Stopwatch.GetTimestamp();
        edit();
        _session.ReadPicture(Picture);
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}
