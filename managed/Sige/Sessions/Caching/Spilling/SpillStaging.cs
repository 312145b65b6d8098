using Sige.Devices;

namespace Sige.Sessions;

/// <summary>
/// Memory of a device that cannot read the spill file, laid out as a slot, in which the file's slots take turns: a recording is made there and
/// goes to the file whole, and for an edit there comes from the file what the edit loads.
/// </summary>
internal sealed class SpillStaging : IDisposable
{
    private readonly SpillFile _file;
    private readonly Queue _queue;

    public SpillStaging(Device device, Queue queue, SpillFile file, long slotBytes)
    {
        (_file, _queue) = (file, queue);
        Buffer = new DeviceBuffer(device, slotBytes);
    }

    /// <summary>The slot whose turn it is.</summary>
    public DeviceBuffer Buffer { get; }

    /// <summary>Keeps what was recorded; waits for the device.</summary>
    /// <param name="place">The slot's number in the file.</param>
    public void Save(int place)
    {
        for (long at = 0; at < Buffer.Bytes; at += SpillFile.MostAtOnce)
        {
            int bytes = (int)Math.Min(SpillFile.MostAtOnce, Buffer.Bytes - at);
            Buffer.Read(_queue, _file.Memory(place * Buffer.Bytes + at, bytes).Span, at);
        }
    }

    /// <summary>Adds bytes of a slot to what goes to the device.</summary>
    public void Load(int place, Upload upload, long offset, long bytes)
    {
        for (long end = offset + bytes; offset < end; offset += SpillFile.MostAtOnce)
        {
            int piece = (int)Math.Min(SpillFile.MostAtOnce, end - offset);
            upload.Add<byte>(_file.Memory(place * Buffer.Bytes + offset, piece), Buffer, offset);
        }
    }

    /// <summary>Adds the columns of each row of a tensor of a slot.</summary>
    /// <param name="place">The slot's number in the file.</param>
    /// <param name="upload">Receives them.</param>
    /// <param name="tensor">The tensor.</param>
    /// <param name="rows">Columns [First, End) of each row of its picture.</param>
    public void Load(int place, Upload upload, in CachedTensor tensor, ReadOnlySpan<(int First, int End)> rows)
    {
        PixelRegion region = tensor.Region;
        long pixelBytes = tensor.Bytes / (tensor.Tensor.Shape.N * region.PixelCount);
        for (int row = 0; row < tensor.Tensor.Shape.N * region.Height; row++)
        {
            (int first, int end) = rows[region.Y + row % region.Height];
            (first, end) = (Math.Max(first, region.X), Math.Min(end, region.EndX));
            if (first < end)
                Load(place, upload, tensor.Offset + ((long)row * region.Width + first - region.X) * pixelBytes, (end - first) * pixelBytes);
        }
    }

    public void Dispose() => Buffer.Dispose();
}
