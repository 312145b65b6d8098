using System.Diagnostics;
using Sige.Cli.CommandLine;
using Sige.Cli.Pages;
using Sige.Devices;
using Sige.Models;
using Sige.Sessions;

namespace Sige.Cli.Painting;

/// <summary>Paints scenes of one size and takes the time.</summary>
internal sealed class Painter : IDisposable
{
    private readonly GauGanEditor _editor;
    private readonly int _pixelCount;

    /// <summary>Prepares a generator for pictures of a scene's size.</summary>
    /// <param name="generator">The network; its file is not needed afterwards.</param>
    /// <param name="scene">A scene of the size to paint.</param>
    /// <param name="engine">The device, and how it runs.</param>
    /// <param name="settings">What the session does beside the model's own choices.</param>
    /// <param name="cancellationToken">Ends the preparation.</param>
    public Painter(SpadeGenerator generator, Scene scene, EngineOptions engine, SessionSettings settings, CancellationToken cancellationToken)
    {
        SessionOptions session = settings.Over(generator.SessionOptions);
        (Policy, Precision) = (session.ActivePolicy, session.PrecisionOn(engine.Kind));
        _pixelCount = scene.Labels.Width * scene.Labels.Height;
        var options = new GauGanEditorOptions { Engine = engine, Session = session };
        _editor = GauGanEditor.Create(generator, scene.Labels.Height, scene.Labels.Width, options, cancellationToken);
    }

    /// <summary>The device and how it runs, defaults resolved.</summary>
    public EngineOptions Engine => _editor.Engine;

    /// <summary>What an edit recomputes.</summary>
    public ActivePolicy Policy { get; }

    /// <summary>In what the session multiplies.</summary>
    public ComputePrecision Precision { get; }

    /// <summary>Paints the whole picture, against which later edits are taken.</summary>
    public PaintedPicture Record(Scene scene, IProgress<RunProgress> progress, CancellationToken cancellationToken)
    {
        long start = Stopwatch.GetTimestamp();
        return Read(_editor.Render(scene.Labels.Ids, EdgesOf(scene), progress, cancellationToken), start);
    }

    /// <summary>Paints what differs from the recorded scene.</summary>
    public PaintedPicture Edit(Scene scene, IProgress<RunProgress> progress, CancellationToken cancellationToken)
    {
        long start = Stopwatch.GetTimestamp();
        return Read(_editor.Edit(scene.Labels.Ids, EdgesOf(scene), progress, cancellationToken), start);
    }

    /// <summary>Which pixels of the picture the last run computed, [H, W].</summary>
    public bool[] ReadComputedPixels()
    {
        var computed = new bool[_pixelCount];
        _editor.Session.Outputs.ReadComputedPixels(computed);
        return computed;
    }

    /// <summary>The active pixels of each resolution that the last edit computed in part.</summary>
    /// <param name="edit">That edit; nothing was painted since.</param>
    public IReadOnlyList<ActiveMask> ReadMasks(PaintedPicture edit) => ActiveMask.ReadAll(edit.Report, _editor.Session.Outputs.ReadActivePixels);

    /// <inheritdoc/>
    public void Dispose() => _editor.Dispose();

    private ReadOnlySpan<byte> EdgesOf(Scene scene) => _editor.Generator.HasEdges ? scene.Edges.Edges : default;

    private PaintedPicture Read(FinishedRun run, long start)
    {
        var values = new float[3 * _pixelCount];
        _editor.Session.Outputs.Read(values);
        return new PaintedPicture(values, Stopwatch.GetElapsedTime(start), run);
    }
}
