using Sige.Devices;
using Sige.Sessions;
using Sige.Tensors;

namespace Sige.Diffusion;

/// <summary>
/// A network recorded at each step of a diffusion, as an SDEdit session uses it. The report of a step's last run can be made until the next
/// run of that step or other changes.
/// </summary>
internal interface IStepNetwork : IDisposable
{
    /// <summary>The device that it runs on and how, defaults resolved.</summary>
    EngineOptions Engine { get; }

    /// <summary>Height and width of the pictures.</summary>
    Resolution Size { get; }

    MaskOptions Masks { get; }

    CacheReport Cache { get; }

    MemoryReport Memory { get; }

    /// <summary>Whether a step can be kept; else there is no use in recording it, and its edits run whole.</summary>
    bool HasRoom(int step);

    /// <summary>Runs the network whole and keeps what edits of the step need, if it fits.</summary>
    FinishedRun Record(int step, ReadOnlyMemory<float> picture, float time, IProgress<RunProgress>? progress, CancellationToken cancellationToken);

    /// <summary>Says where the following edits differ, [H, W], before any dilation.</summary>
    void SetChanges(ReadOnlySpan<byte> changed);

    /// <summary>Runs where the changes reach.</summary>
    FinishedRun Edit(int step, ReadOnlyMemory<float> picture, float time, IProgress<RunProgress>? progress, CancellationToken cancellationToken);

    /// <summary>Runs the network whole and keeps nothing.</summary>
    FinishedRun Run(int step, ReadOnlyMemory<float> picture, float time, IProgress<RunProgress>? progress, CancellationToken cancellationToken);

    /// <summary>Reads what the last run predicted, [H, W, C].</summary>
    void ReadPrediction(Span<float> destination);

    /// <summary>Reads the active pixels of the present changes at a resolution, [H, W].</summary>
    void ReadActivePixels(Resolution resolution, Span<bool> destination);
}
