using Sige.Devices;
using Sige.Lowering;

namespace Sige.Sessions;

/// <summary>
/// Where a plan's tensor is. A tensor that edits compute whole has a second buffer: the edit writes that one, so that undoing it
/// is a swap.
/// </summary>
internal sealed class TensorMemory(PlanTensor plan, TensorPlacement placement, DeviceBuffer buffer) : IDisposable
{
    private DeviceBuffer _current = buffer;
    private DeviceBuffer? _spare;

    public PlanTensor Planned { get; } = plan;

    public TensorPlacement Placement { get; } = placement;

    public DeviceTensor Tensor => new(_current, Planned.Shape, Planned.ElementType, Placement.ArenaOffset);

    public long SpareBytes => _spare?.Bytes ?? 0;

    public DeviceBuffer Buffer => _current;

    /// <summary>Whether the current buffer is the one that was made second.</summary>
    public bool IsSwapped { get; private set; }

    /// <summary>The channels that an operand sees.</summary>
    public DeviceTensor View(Operand operand) =>
        operand.IsWholePixel ? Tensor : Tensor.Channels(operand.FirstChannel, operand.Channels);

    public void EnsureSpare(Device device) => _spare ??= new DeviceBuffer(device, _current.Bytes);

    /// <summary>Makes the second buffer the current one. Views taken before are out of date.</summary>
    public void Swap()
    {
        (_current, _spare) = (_spare ?? throw new InvalidOperationException($"{Planned} has one buffer."), _current);
        IsSwapped = !IsSwapped;
    }

    public void Dispose()
    {
        if (Placement.IsInArena)
            return;
        _current.Dispose();
        _spare?.Dispose();
    }
}
