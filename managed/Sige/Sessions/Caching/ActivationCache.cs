using Sige.Devices;
using Sige.Lowering;
using Sige.Tensors;

namespace Sige.Sessions;

/// <summary>What edits need of each recording.</summary>
internal sealed class ActivationCache : IDisposable
{
    private readonly Device _device;
    private readonly Queue _queue;
    private readonly BoundPlan _bound;
    private readonly CacheLayout _layout;
    private readonly SlotPlacement _placement;
    private readonly long? _budget;
    private readonly string _slotName;
    private readonly CacheSlot[] _slots;
    private readonly SpillFile? _spill;
    private readonly SpillStaging? _staging;
    private readonly DeviceBuffer _overflows;

    public ActivationCache(Device device, BoundPlan bound, CacheLayout layout, int slots, CachedSessionOptions options)
    {
        (_device, _queue, _bound, _layout) = (device, bound.Queue, bound, layout);
        (_budget, _slotName) = (options.BudgetBytes, options.SlotName);
        _overflows = new DeviceBuffer(device, sizeof(long));
        _placement = SlotPlacement.Of(slots, layout.SlotBytes, options);
        if (_placement.Spilled > 0)
            _spill = new SpillFile(options.SpillDirectory!, checked(_placement.Spilled * layout.SlotBytes));
        if (_spill is not null && device.Kind != DeviceKind.Cpu)
            _staging = Stage(_spill);
        _slots = new CacheSlot[slots];
        for (int i = 0; i < slots; i++)
            _slots[i] = new CacheSlot { IsStaged = _staging is not null && _placement.StateOf(i) == SlotState.Spilled };
    }

    public CacheSlot this[int slot] => _slots[slot];

    public int Count => _slots.Length;

    /// <summary>What is held in memory.</summary>
    public long MemoryBytes
    {
        get
        {
            long bytes = _staging?.Buffer.Bytes ?? 0;
            for (int i = 0; i < _slots.Length; i++)
                bytes += _slots[i].WidenedBytes + (i < _placement.InMemory ? _slots[i].Buffer?.Bytes ?? 0 : 0);
            return bytes;
        }
    }

    /// <summary>Whether a slot has a place in memory or in the spill file.</summary>
    public bool HasRoom(int slot) => _placement.StateOf(slot) != SlotState.NotStored;

    /// <summary>Makes room for a recording; what the slot held is gone.</summary>
    public void Open(int slot)
    {
        CacheSlot opened = _slots[slot];
        SlotState state = _placement.StateOf(slot);
        opened.Buffer ??= state switch
        {
            SlotState.InMemory => new DeviceBuffer(_device, _layout.SlotBytes),
            SlotState.Spilled when _staging is not null => _staging.Buffer,
            SlotState.Spilled => _spill!.Wrap(_device, PlaceInFile(slot) * _layout.SlotBytes, _layout.SlotBytes),
            _ => null,
        };
        opened.Clear();
    }

    /// <summary>Says that a recording is complete.</summary>
    public void Close(int slot, SessionInput[] conditions)
    {
        CacheSlot closed = _slots[slot];
        if (closed is { IsStaged: true, Reason: null })
            _staging!.Save(PlaceInFile(slot));
        closed.State = closed.Buffer is null || closed.Reason is not null ? SlotState.NotStored : _placement.StateOf(slot);
        closed.Conditions = conditions;
    }

    /// <summary>Forgets a recording and gives its memory back.</summary>
    public void Forget(int slot) => _slots[slot].Dispose();

    /// <summary>Keeps what a step of a dense run made.</summary>
    public void Store(int slot, in StepRun step)
    {
        CacheSlot opened = _slots[slot];
        if (opened.Buffer is null || opened.Reason is not null)
            return;
        if (step.Runner is StatisticsRunner { Results: var results })
        {
            if (_layout.Statistics(step.Index) is not { } statistics)
                return;
            results.Sums.CopyTo(_queue, 0, opened.Buffer, statistics.Sums, results.Sums.Bytes);
            results.Scale.CopyTo(_queue, 0, opened.Buffer, statistics.Scale, results.Scale.Bytes);
            results.Shift.CopyTo(_queue, 0, opened.Buffer, statistics.Shift, results.Shift.Bytes);
        }
        else if (_layout.Tensor(step.Index) is { } tensor)
        {
            StoreTensor(opened, step.Index, tensor);
        }
    }

    /// <summary>Adds to what goes to the device what an edit loads of a slot that takes turns there.</summary>
    public void AddLoads(int slot, Upload upload, EditLoads loads)
    {
        if (!_slots[slot].IsStaged)
            return;
        for (int i = 0; i < _bound.Runners.Count; i++)
        {
            if (_layout.Statistics(i) is { } statistics)
                AddStatistics(slot, upload, statistics, ((StatisticsRunner)_bound.Runners[i]).Results);
            else if (_layout.Tensor(i) is { } tensor && loads.Of(i) is var load && load != CacheLoad.None)
                AddTensor(slot, upload, tensor, load == CacheLoad.Whole ? [] : loads.Rows(tensor.Tensor));
        }
    }

    /// <summary>Loads pixels of what a step made in a recording.</summary>
    /// <param name="slot">The slot.</param>
    /// <param name="step">The step.</param>
    /// <param name="pixels">Which pixels; null for all.</param>
    public void Load(int slot, int step, ActiveSet? pixels)
    {
        CachedTensor tensor = _layout.Tensor(step)!.Value;
        Operators.CopyPixels(_queue, _slots[slot].Tensor(step, tensor), pixels, _bound.Memory[tensor.Tensor].Tensor);
    }

    /// <summary>Loads a recording's sums, which an update needs, or else its scale and shift.</summary>
    public void LoadStatistics(int slot, StatisticsRunner runner, int step, bool sums)
    {
        if (_layout.Statistics(step) is not { } statistics)
            return;
        DeviceBuffer buffer = _slots[slot].Buffer!;
        StatisticsMemory results = runner.Results;
        if (sums)
        {
            buffer.CopyTo(_queue, statistics.Sums, results.Sums, 0, results.Sums.Bytes);
            return;
        }

        buffer.CopyTo(_queue, statistics.Scale, results.Scale, 0, results.Scale.Bytes);
        buffer.CopyTo(_queue, statistics.Shift, results.Shift, 0, results.Shift.Bytes);
    }

    public CacheReport Report() => new()
    {
        Slots = [.. _slots.Select(slot => slot.State)],
        Precision = _layout.Precision,
        SlotBytes = _layout.SlotBytes,
        MemoryBytes = MemoryBytes,
        SpillBytes = _spill?.Bytes ?? 0,
        SpillFile = _spill?.Path,
        Widened = [.. _slots.SelectMany((slot, index) => slot.Widened.Select(entry =>
            new WidenedTensor(index, _bound.Plan.Steps[entry.Step].Name, entry.Overflows, entry.Bytes)))],
        Notices = [.. Notices()],
    };

    public void Dispose()
    {
        foreach (CacheSlot slot in _slots)
            slot.Dispose();
        _overflows.Dispose();
        _staging?.Dispose();
        _spill?.Dispose();
    }

    private SpillStaging Stage(SpillFile file)
    {
        try
        {
            return new SpillStaging(_device, _queue, file, _layout.SlotBytes);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private int PlaceInFile(int slot) => slot - _placement.InMemory;

    private void AddStatistics(int slot, Upload upload, in CachedStatistics statistics, StatisticsMemory results)
    {
        _staging!.Load(PlaceInFile(slot), upload, statistics.Sums, results.Sums.Bytes);
        _staging.Load(PlaceInFile(slot), upload, statistics.Scale, results.Scale.Bytes);
        _staging.Load(PlaceInFile(slot), upload, statistics.Shift, results.Shift.Bytes);
    }

    private void AddTensor(int slot, Upload upload, in CachedTensor tensor, ReadOnlySpan<(int First, int End)> rows)
    {
        if (rows.IsEmpty)
            _staging!.Load(PlaceInFile(slot), upload, tensor.Offset, tensor.Bytes);
        else
            _staging!.Load(PlaceInFile(slot), upload, tensor, rows);
    }

    private void StoreTensor(CacheSlot opened, int step, in CachedTensor tensor)
    {
        DeviceTensor source = _bound.Memory[tensor.Tensor].Tensor;
        DeviceTensor stored = opened.Tensor(step, tensor);
        if (tensor.IsExact)
        {
            Operators.CopyPixels(_queue, source, null, stored);
            return;
        }

        long overflows = StoreCounted(source, stored);
        if (overflows == 0)
            return;
        long bytes = tensor.BytesAs(tensor.Tensor.ElementType);
        if (_budget is { } budget && MemoryBytes + bytes > Math.Max(budget, 0) - UnopenedBytes())
        {
            opened.Reason = FormattableString.Invariant(
                $"{overflows} values of {tensor.Tensor.Name} pass float16, and its {bytes / 1e6:0.0} MB as float32 do not fit the budget");
            return;
        }

        opened.Widen(step, new DeviceBuffer(_device, bytes), overflows);
        Operators.CopyPixels(_queue, source, null, opened.Tensor(step, tensor));
    }

    /// <summary>Stores as float16; waits for the number of values that do not fit.</summary>
    private long StoreCounted(in DeviceTensor source, in DeviceTensor stored)
    {
        long overflows = 0;
        _overflows.Write(_queue, new ReadOnlySpan<long>(in overflows));
        Operators.CopyPixelsCounted(_queue, source, null, stored, _overflows);
        _overflows.Read(_queue, new Span<long>(ref overflows));
        return overflows;
    }

    /// <summary>What the slots in memory will take that are not recorded yet.</summary>
    private long UnopenedBytes() => _slots.Take(_placement.InMemory).Count(slot => slot.Buffer is null) * _layout.SlotBytes;

    /// <summary>What a person should know: slots that are not stored, and memory that the prediction did not count.</summary>
    private IEnumerable<string> Notices()
    {
        foreach (string sentence in Enumerable.Range(0, _slots.Length).Where(slot => _slots[slot].State == SlotState.NotStored).Select(Describe).Distinct())
            yield return sentence;
        int widened = _slots.Sum(slot => slot.Widened.Count());
        if (widened > 0)
        {
            yield return FormattableString.Invariant(
                $"{widened} tensors of {_slots.Count(slot => slot.WidenedBytes > 0)} {_slotName}s are kept as float32, {_slots.Sum(slot => slot.WidenedBytes) / 1e6:0.0} MB more: values pass {(float)Half.MaxValue}, the largest of float16.");
        }
    }

    /// <summary>Why a slot is not stored; the same sentence for all that there is no room for.</summary>
    public string Describe(int slot) => _slots[slot].Reason is { } reason
        ? FormattableString.Invariant($"{CapitalName} {slot} is not stored: {reason}. Edits there run whole.")
        : FormattableString.Invariant($"{SlotsWithoutRoom()} not stored: a {_slotName} takes {_layout.SlotBytes / 1e6:0.0} MB, the budget of {_budget / 1e6:0.0} MB holds {_placement.InMemory}, and there is no spill folder. Edits there run whole.");

    private string CapitalName => char.ToUpperInvariant(_slotName[0]) + _slotName[1..];

    private string SlotsWithoutRoom() => _placement.NotStored == 1
        ? $"{CapitalName} {_placement.Slots - 1} is"
        : $"{CapitalName}s {_placement.Slots - _placement.NotStored} to {_placement.Slots - 1} are";
}
