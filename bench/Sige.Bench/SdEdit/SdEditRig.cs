using System.Diagnostics;
using Sige.Diffusion;
using Sige.Sessions;

namespace Sige.Bench.SdEdit;

/// <summary>An SDEdit session over a scene, timed.</summary>
internal sealed class SdEditRig : IDisposable
{
    private readonly SdEditScene _scene;
    private readonly SdEditSession _session;

    /// <summary>Opens the session.</summary>
    /// <param name="scene">The network and the pictures.</param>
    /// <param name="precision">How recorded steps are kept.</param>
    public SdEditRig(SdEditScene scene, CachePrecision precision)
    {
        _scene = scene;
        long start = Stopwatch.GetTimestamp();
        _session = SdEditSession.Open(scene.Network, scene.Original, scene.Options with { Precision = precision });
        OpenSeconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        Picture = new float[scene.Original.Length];
    }

    /// <summary>What opening took.</summary>
    public double OpenSeconds { get; }

    /// <summary>The session.</summary>
    public SdEditSession Session => _session;

    /// <summary>What the last edit gave, [H, W, 3].</summary>
    public float[] Picture { get; }

    /// <summary>Edits, from the edited picture to the read result.</summary>
    /// <param name="number">Which of the scene's edits, in turn.</param>
    /// <returns>Seconds.</returns>
    public double Edit(int number) => Time(() => _session.Edit(_scene.Edits[number % _scene.Edits.Length]));

    /// <summary>The same with the network run whole at every step.</summary>
    public double EditDense(int number) => Time(() => _session.EditDense(_scene.Edits[number % _scene.Edits.Length]));

    public void Dispose() => _session.Dispose();

    private double Time(Action edit)
    {
        long start = Stopwatch.GetTimestamp();
        edit();
        _session.ReadPicture(Picture);
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}
