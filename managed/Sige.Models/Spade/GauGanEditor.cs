using Sige.Devices;
using Sige.Sessions;
using Sige.Tensors;
using Sige.Weights;

namespace Sige.Models;

/// <summary>Paints pictures from label maps with a GauGAN or GAN Compression generator, and repaints them edit by edit.</summary>
/// <remarks>
/// <para>
/// One call at a time: while one runs, another, from any thread or from a progress callback, throws
/// <see cref="InvalidOperationException"/> and changes nothing, <see cref="Dispose"/> included. Threads that share an editor put a lock around
/// calls that belong together, such as an edit and <see cref="ReadPicture()"/>. Editors may run side by side.
/// </para>
/// <code>
/// using GauGanEditor editor = GauGanEditor.Open("street_spade.safetensors", height: 256, width: 512);
/// editor.Render(labels, edges);
/// byte[] original = editor.ReadPicture();
/// RunReport report = editor.Edit(editedLabels, editedEdges);
/// byte[] edited = editor.ReadPicture();
/// </code>
/// </remarks>
public sealed class GauGanEditor : IDisposable
{
    private readonly ExclusiveUse _use = new(nameof(GauGanEditor));
    private readonly Engine _engine;
    private readonly EditorMaps _maps;
    private readonly float[] _output;

    private GauGanEditor(SpadeGenerator generator, int height, int width, GauGanEditorOptions options, CancellationToken cancellationToken)
    {
        Generator = generator;
        _maps = new EditorMaps(generator, height, width);
        _output = new float[height * width * 3];
        Graphs.Graph graph = generator.BuildGraph(height, width);
        _engine = Devices.Engine.Open(options.Engine);
        try
        {
            Session = new IncrementalSession(_engine, graph, options.Session ?? generator.SessionOptions, cancellationToken);
        }
        catch
        {
            _engine.Dispose();
            throw;
        }
    }

    /// <summary>The network.</summary>
    public SpadeGenerator Generator { get; }

    /// <summary>The session that runs it.</summary>
    public IncrementalSession Session { get; }

    /// <summary>The device that it runs on and how, defaults resolved.</summary>
    public EngineOptions Engine => _engine.Options;

    /// <summary>
    /// Loads a generator for one size of picture; which of the two it is follows from the file. What the file does not say of it is
    /// an option, else assumed: <see cref="SpadeGenerator.Assumption"/>.
    /// </summary>
    /// <param name="path">A safetensors file or PyTorch checkpoint; it is closed again.</param>
    /// <param name="height">Height of the pictures in pixels.</param>
    /// <param name="width">Width of the pictures in pixels.</param>
    /// <param name="options">How to run it.</param>
    /// <param name="cancellationToken">Ends the loading.</param>
    /// <exception cref="WeightFormatException">The file is damaged, has a weight that is NaN or infinite, or holds another network.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="ArgumentException">The size does not fit the network; the message has the multiple that both sides must be of.</exception>
    /// <exception cref="SigeException">There is too little memory.</exception>
    public static GauGanEditor Open(
        string path, int height, int width, GauGanEditorOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new GauGanEditorOptions();
        using WeightCollection weights = WeightFile.Open(path);
        return new GauGanEditor(SpadeGenerator.Load(weights, options.Generator), height, width, options, cancellationToken);
    }

    /// <summary>Makes an editor of a network that is there already.</summary>
    /// <param name="generator">The network; its weight file may be closed afterwards.</param>
    /// <param name="height">Height of the pictures in pixels.</param>
    /// <param name="width">Width of the pictures in pixels.</param>
    /// <param name="options">How to run it.</param>
    /// <param name="cancellationToken">Ends the preparation.</param>
    /// <exception cref="ArgumentException">The size does not fit the network.</exception>
    /// <exception cref="SigeException">There is too little memory.</exception>
    public static GauGanEditor Create(
        SpadeGenerator generator, int height, int width, GauGanEditorOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(generator);
        return new GauGanEditor(generator, height, width, options ?? new GauGanEditorOptions(), cancellationToken);
    }

    /// <summary>Paints a label map whole; later edits are taken against it.</summary>
    /// <param name="labels">Labels, [H, W], of the classes that <see cref="SpadeGenerator.Labels"/> says.</param>
    /// <param name="edges">1 at the border of two instances, else 0, [H, W]; empty for a network without edges.</param>
    /// <param name="progress">Is told of each step; what it throws ends the run.</param>
    /// <param name="cancellationToken">Ends the run; nothing is rendered then, as after any other failure of the run.</param>
    /// <returns>What the run did, told when it is asked.</returns>
    /// <exception cref="ArgumentException">A map is of another size, or has a label out of range.</exception>
    /// <exception cref="InvalidOperationException">Another call runs.</exception>
    public FinishedRun Render(
        ReadOnlySpan<byte> labels,
        ReadOnlySpan<byte> edges,
        IProgress<RunProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        using ExclusiveUse.Call call = _use.Begin();
        return Session.Record(_maps.Inputs(labels, edges), progress, cancellationToken);
    }

    /// <summary>Repaints where a label map differs from the committed one; an earlier edit that is not committed is undone.</summary>
    /// <param name="labels">Labels, [H, W], of the classes that <see cref="SpadeGenerator.Labels"/> says.</param>
    /// <param name="edges">1 at the border of two instances, else 0, [H, W]; empty for a network without edges.</param>
    /// <param name="progress">Is told of each step; what it throws ends the run.</param>
    /// <param name="cancellationToken">Ends the run; the edit is undone, as after any other failure of the run.</param>
    /// <returns>What the run did, told when it is asked.</returns>
    /// <exception cref="InvalidOperationException">Nothing is rendered yet, or another call runs.</exception>
    /// <exception cref="ArgumentException">A map is of another size, or has a label out of range; nothing has changed.</exception>
    public FinishedRun Edit(
        ReadOnlySpan<byte> labels,
        ReadOnlySpan<byte> edges,
        IProgress<RunProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        using ExclusiveUse.Call call = _use.Begin();
        return Session.Edit(_maps.Inputs(labels, edges), null, progress, cancellationToken);
    }

    /// <summary>Repaints the pixels that the caller says, with what reaches from them; an earlier edit that is not committed is undone.</summary>
    /// <param name="labels">Class ids, [H, W]; they are looked at inside the mask alone.</param>
    /// <param name="edges">1 at the border of two instances, else 0, [H, W]; empty for a network without edges.</param>
    /// <param name="mask">The edited pixels, [H, W], any value but 0, before any dilation. They count as edited whether they differ or not.</param>
    /// <param name="progress">Is told of each step; what it throws ends the run.</param>
    /// <param name="cancellationToken">Ends the run; the edit is undone, as after any other failure of the run.</param>
    /// <returns>What the run did, told when it is asked.</returns>
    /// <exception cref="InvalidOperationException">Nothing is rendered yet, or another call runs.</exception>
    /// <exception cref="ArgumentException">A map or the mask is of another size, or a label is out of range; nothing has changed.</exception>
    public FinishedRun Edit(
        ReadOnlySpan<byte> labels,
        ReadOnlySpan<byte> edges,
        ReadOnlySpan<byte> mask,
        IProgress<RunProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        using ExclusiveUse.Call call = _use.Begin();
        return Session.Edit(_maps.Inputs(labels, edges), _maps.Options(mask), progress, cancellationToken);
    }

    /// <summary>Makes the edited picture the one that later edits are taken against.</summary>
    /// <exception cref="InvalidOperationException">Another call runs.</exception>
    public void Commit() => Session.Commit();

    /// <summary>Undoes the edit, bit for bit.</summary>
    /// <exception cref="InvalidOperationException">Another call runs.</exception>
    public void Revert() => Session.Revert();

    /// <summary>Reads the picture.</summary>
    /// <returns>Red, green and blue, [H, W, 3].</returns>
    /// <exception cref="InvalidOperationException">Nothing is rendered yet, or another call runs.</exception>
    public byte[] ReadPicture()
    {
        var picture = new byte[_output.Length];
        ReadPicture(picture);
        return picture;
    }

    /// <summary>The same into memory of the caller.</summary>
    /// <param name="destination">Receives red, green and blue, [H, W, 3].</param>
    /// <exception cref="ArgumentException"><paramref name="destination"/> has another length.</exception>
    /// <exception cref="InvalidOperationException">Nothing is rendered yet, or another call runs.</exception>
    public void ReadPicture(Span<byte> destination)
    {
        using ExclusiveUse.Call call = _use.Begin();
        Session.Outputs.Read(_output);
        PixelValues.ToBytes(_output, destination);
    }

    /// <summary>Lets go of all memory. A second call does nothing.</summary>
    /// <exception cref="InvalidOperationException">Another call runs; nothing is let go of.</exception>
    public void Dispose()
    {
        Session.Dispose();
        _engine.Dispose();
    }
}
