using Sige.Devices;
using Sige.Lowering;

namespace Sige.Sessions;

/// <content>What updates of statistics need.</content>
internal sealed partial class UndoLog
{
    /// <summary>What the results of a statistics step take.</summary>
    public static long StatisticsBytes(StatisticsMemory results) => Aligned(results.Sums.Bytes) + Aligned(results.Scale.Bytes) + Aligned(results.Shift.Bytes);

    /// <summary>Keeps the results of a statistics step, which is about to overwrite them.</summary>
    public void SaveStatistics(StatisticsMemory results)
    {
        SaveBuffer(results.Sums);
        SaveBuffer(results.Scale);
        SaveBuffer(results.Shift);
    }

    /// <summary>Puts the sums of a statistics step back that this edit kept; the log keeps them, too.</summary>
    public void PutBackSums(StatisticsMemory results)
    {
        foreach (UndoEntry entry in _entries)
        {
            if (entry.Buffer == results.Sums)
                PutBack(entry);
        }
    }

    /// <summary>What the active pixels of a statistics step's sources held before this edit.</summary>
    /// <returns>The rows of each source; the default for a second that there is not.</returns>
    public (DeviceRows First, DeviceRows Second) OldRows(StatisticsStep step, MaskLevel level)
    {
        // Keeping rows may move the buffer: both are kept before either is found.
        TensorMemory first = Keep(step.Source.Tensor, level);
        TensorMemory? second = step.Source2 is { } source ? Keep(source.Tensor, level) : null;
        return (FindRows(first)!.Value, second is null ? default : FindRows(second)!.Value);
    }

    /// <summary>A tensor that this edit did not write still holds its old pixels; they are kept then.</summary>
    private TensorMemory Keep(PlanTensor source, MaskLevel level)
    {
        TensorMemory tensor = memory[source];
        if (FindRows(tensor) is null)
            SaveRows(tensor, level.Active, level.Counts.Pixels);
        return tensor;
    }
}
