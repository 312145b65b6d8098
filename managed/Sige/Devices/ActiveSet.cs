using Sige.Interop;
using Sige.Tensors;

namespace Sige.Devices;

/// <summary>The active pixels of one resolution with their index tables, which all layers share.</summary>
public sealed unsafe class ActiveSet : IDisposable
{
    /// <summary>Makes an empty set.</summary>
    /// <param name="device">The device.</param>
    /// <param name="resolution">The resolution.</param>
    /// <exception cref="SigeException">A side is below 1.</exception>
    public ActiveSet(Device device, Resolution resolution)
    {
        ArgumentNullException.ThrowIfNull(device);
        NativeMethods.ActiveSetCreate(device.Handle, resolution.H, resolution.W, out var handle).Check();
        Handle = handle;
        Resolution = resolution;
    }

    /// <summary>The resolution.</summary>
    public Resolution Resolution { get; }

    internal SigeActiveSetHandle Handle { get; }

    /// <summary>Fills the set from a mask. Memory grows only beyond what an earlier, larger set needed.</summary>
    /// <param name="queue">The queue.</param>
    /// <param name="mask">uint8 [H, W], 0 or 1.</param>
    /// <param name="policy">Which pixels become active.</param>
    /// <exception cref="SigeException">The mask is too small.</exception>
    public void Build(Queue queue, DeviceBuffer mask, ActivePolicy policy)
    {
        ArgumentNullException.ThrowIfNull(queue);
        ArgumentNullException.ThrowIfNull(mask);
        NativeMethods.ActiveSetBuild(queue.Handle, Handle, mask.Handle, (SigePolicy)policy).Check();
    }

    /// <summary>Gives the sizes of the set; may wait for the work before it.</summary>
    /// <param name="queue">The queue.</param>
    public ActiveCounts Query(Queue queue)
    {
        ArgumentNullException.ThrowIfNull(queue);
        var counts = SigeActiveCounts.Create();
        NativeMethods.ActiveSetQuery(queue.Handle, Handle, &counts).Check();
        return new ActiveCounts(counts.Pixels, counts.Tiles2, counts.Tiles4, (long)counts.Bytes);
    }

    /// <summary>Reads y * W + x of each active pixel, ascending.</summary>
    /// <param name="queue">The queue.</param>
    public int[] ReadPixels(Queue queue) => Read(queue, SigeIndexTable.Pixels, Query(queue).Pixels, null);

    /// <summary>Reads, for each pixel of the picture, its rank among the active ones, or -1.</summary>
    /// <param name="queue">The queue.</param>
    public int[] ReadScatterMap(Queue queue) => Read(queue, SigeIndexTable.ScatterMap, Resolution.PixelCount, null);

    /// <summary>Reads, for each active pixel and kernel tap, the source pixel under it, or -1 for padding.</summary>
    /// <param name="queue">The queue.</param>
    /// <param name="geometry">How the kernel moves.</param>
    /// <param name="source">Size of the source before nearest resampling.</param>
    /// <param name="scaleLog2">s above 0: the source is upsampled by 2^s; below 0: downsampled.</param>
    /// <exception cref="SigeException">The geometry does not fit the set.</exception>
    public int[] ReadNeighbours(Queue queue, ConvolutionGeometry geometry, Resolution source, int scaleLog2 = 0)
    {
        var native = SigeIndexGeometry.Create();
        native.KernelH = geometry.KernelH;
        native.KernelW = geometry.KernelW;
        native.StrideH = geometry.StrideH;
        native.StrideW = geometry.StrideW;
        native.PadTop = geometry.PadTop;
        native.PadLeft = geometry.PadLeft;
        native.SrcH = source.H;
        native.SrcW = source.W;
        native.ScaleLog2 = scaleLog2;
        var taps = (long)Query(queue).Pixels * geometry.KernelH * geometry.KernelW;
        return Read(queue, SigeIndexTable.Neighbours, taps, &native);
    }

    /// <summary>Reads top and left of each tile that covers an active pixel, one pair after the other.</summary>
    /// <param name="queue">The queue.</param>
    /// <param name="side">Side of a tile in pixels, 2 or 4.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="side"/> is neither 2 nor 4.</exception>
    public int[] ReadTiles(Queue queue, int side)
    {
        var counts = Query(queue);
        return side switch
        {
            2 => Read(queue, SigeIndexTable.Tiles2, 2L * counts.Tiles2, null),
            4 => Read(queue, SigeIndexTable.Tiles4, 2L * counts.Tiles4, null),
            _ => throw new ArgumentOutOfRangeException(nameof(side), side, "Tiles are 2 or 4 pixels wide."),
        };
    }

    /// <inheritdoc/>
    public void Dispose() => Handle.Dispose();

    private int[] Read(Queue queue, SigeIndexTable table, long capacity, SigeIndexGeometry* geometry)
    {
        ArgumentNullException.ThrowIfNull(queue);
        var indices = new int[capacity];
        ulong count;
        fixed (int* destination = indices)
            NativeMethods.ActiveSetRead(queue.Handle, Handle, table, geometry, destination, (ulong)capacity, &count).Check();
        return count == (ulong)capacity ? indices : indices[..(int)count];
    }
}
