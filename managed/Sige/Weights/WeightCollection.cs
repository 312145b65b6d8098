using System.Diagnostics.CodeAnalysis;

namespace Sige.Weights;

/// <summary>The named tensors of a weight file, or a view of some of them.</summary>
/// <remarks>
/// Nothing is loaded until it is read; the file stays mapped, and must not be changed, until the collection that
/// <see cref="WeightFile.Open"/> returned is disposed. Views made from it end with it; disposing a view does nothing.
/// Reading is safe from several threads at once. Tensors whose elements Sige cannot represent are listed and refused when
/// they are read, not before: a file needs to be understood only as far as it is asked.
/// </remarks>
public sealed class WeightCollection : IDisposable
{
    private readonly Dictionary<string, WeightEntry> _entries = new(StringComparer.Ordinal);
    private readonly IDisposable? _owned;

    internal WeightCollection(WeightOrigin origin, IEnumerable<WeightEntry> entries, IDisposable? owned = null)
    {
        Origin = origin;
        var infos = new List<WeightInfo>();
        foreach (WeightEntry entry in entries)
        {
            if (!_entries.TryAdd(entry.Info.Name, entry))
                throw new WeightFormatException(origin.FilePath, $"two tensors have the name {WeightFormatException.Quote(entry.Info.Name)}.");
            infos.Add(entry.Info);
        }

        Entries = infos.AsReadOnly();
        _owned = owned;
    }

    /// <summary>The path the file was opened by, or the label of a collection from memory.</summary>
    public string FilePath => Origin.FilePath;

    /// <summary>The file's layout.</summary>
    public WeightFormat Format => Origin.Format;

    /// <summary>The text pairs under <c>__metadata__</c> of a safetensors file; empty for other formats.</summary>
    public IReadOnlyDictionary<string, string> Metadata => Origin.Metadata;

    /// <summary>
    /// The key of the one dictionary that held all tensors of a checkpoint, such as <c>state_dict</c>, which
    /// is left out of the names; null if there was none.
    /// </summary>
    public string? UnwrappedSection => Origin.UnwrappedSection;

    /// <summary>The tensors in the order of the file.</summary>
    public IReadOnlyList<WeightInfo> Entries { get; }

    internal WeightOrigin Origin { get; }

    /// <summary>Whether there is a tensor of this name.</summary>
    public bool Contains(string name) => _entries.ContainsKey(name);

    /// <summary>What the file says of a tensor.</summary>
    /// <exception cref="WeightFormatException">There is no such tensor; the message lists near names.</exception>
    public WeightInfo GetInfo(string name) => Find(name).Info;

    /// <summary>What the file says of a tensor, if it is there.</summary>
    public bool TryGetInfo(string name, [NotNullWhen(true)] out WeightInfo? info)
    {
        info = _entries.GetValueOrDefault(name)?.Info;
        return info is not null;
    }

    /// <summary>Checks that a tensor exists and has the expected shape.</summary>
    /// <exception cref="WeightFormatException">It is missing or has another shape.</exception>
    public void Expect(string name, WeightShape shape)
    {
        WeightInfo info = GetInfo(name);
        if (info.Shape != shape)
            throw new WeightFormatException(FilePath, $"tensor '{name}' is expected to have shape {shape}, but has {info.Shape}.");
    }

    /// <summary>Reads a tensor, converted to float32.</summary>
    /// <param name="name">The tensor's name.</param>
    /// <returns>All elements, row-major. Float64 and wide integers are rounded to nearest; true is 1.</returns>
    /// <exception cref="WeightFormatException">The tensor is missing, of a type that is only listed, or too large for one array.</exception>
    /// <exception cref="ObjectDisposedException">The file is closed.</exception>
    public float[] ReadFloat32(string name)
    {
        WeightEntry entry = FindReadable(name);
        var values = new float[entry.Info.Shape.ElementCount];
        entry.CopyTo(values);
        return values;
    }

    /// <summary>Reads a tensor of a known shape, converted to float32.</summary>
    /// <param name="name">The tensor's name.</param>
    /// <param name="shape">The shape it must have.</param>
    /// <returns>All elements, row-major.</returns>
    /// <exception cref="WeightFormatException">
    /// The tensor is missing, has another shape, is of a type that is only listed, or is too large for one array.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The file is closed.</exception>
    public float[] ReadFloat32(string name, WeightShape shape)
    {
        Expect(name, shape);
        return ReadFloat32(name);
    }

    /// <summary>Reads a tensor, converted to float32, into memory of the caller.</summary>
    /// <param name="name">The tensor's name.</param>
    /// <param name="destination">Receives all elements, row-major; its length is the tensor's element count.</param>
    /// <exception cref="WeightFormatException">The tensor is missing, of a type that is only listed, or has another element count.</exception>
    /// <exception cref="ObjectDisposedException">The file is closed.</exception>
    public void Read(string name, Span<float> destination)
    {
        WeightEntry entry = FindReadable(name);
        if (entry.Info.Shape.ElementCount != destination.Length)
        {
            throw new WeightFormatException(
                FilePath, $"tensor '{name}' is expected to have {destination.Length} elements, but has shape {entry.Info.Shape}.");
        }

        entry.CopyTo(destination);
    }

    /// <summary>Reads a tensor of integers or truth values exactly.</summary>
    /// <exception cref="WeightFormatException">
    /// The tensor is missing, or of a floating-point or only listed type, or a value is beyond 63 bits.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The file is closed.</exception>
    public long[] ReadInt64(string name)
    {
        WeightEntry entry = FindReadable(name);
        if (entry.Info.DataType.IsFloatingPoint())
            throw new WeightFormatException(FilePath, $"tensor '{name}' is expected to hold integers, but holds {entry.Info.DataType}.");
        var values = new long[entry.Info.Shape.ElementCount];
        int fault = ElementConversion.ToInt64(entry.Info.DataType, ReadBytes(name), values);
        return fault < 0
            ? values
            : throw new WeightFormatException(FilePath, $"tensor '{name}' has the value {(ulong)values[fault]} at element {fault}, beyond {long.MaxValue}.");
    }

    /// <summary>Reads a tensor as stored: row-major, little-endian, in its own element type.</summary>
    /// <exception cref="WeightFormatException">The tensor is missing, of a type that is only listed, or too large for one array.</exception>
    /// <exception cref="ObjectDisposedException">The file is closed.</exception>
    public byte[] ReadBytes(string name)
    {
        WeightEntry entry = FindReadable(name);
        var bytes = new byte[entry.Info.ByteSize];
        entry.CopyTo(bytes);
        return bytes;
    }

    /// <summary>Reads a tensor as stored into memory of the caller.</summary>
    /// <param name="name">The tensor's name.</param>
    /// <param name="destination">Receives the bytes; its length is <see cref="WeightInfo.ByteSize"/>.</param>
    /// <exception cref="WeightFormatException">The tensor is missing or of a type that is only listed.</exception>
    /// <exception cref="ArgumentException"><paramref name="destination"/> has another length.</exception>
    /// <exception cref="ObjectDisposedException">The file is closed.</exception>
    public void ReadBytes(string name, Span<byte> destination)
    {
        WeightEntry entry = FindReadable(name);
        if (destination.Length != entry.Info.ByteSize)
            throw new ArgumentException($"Tensor '{name}' has {entry.Info.ByteSize} bytes, the destination {destination.Length}.", nameof(destination));
        entry.CopyTo(destination);
    }

    /// <summary>A view of the tensors whose names begin with <c>section.</c>, without that beginning.</summary>
    /// <param name="section">
    /// Keys of the checkpoint, joined by dots, such as <c>ema</c> or <c>state_dict.netG</c>; the unwrapped section selects all, and may
    /// stand before others or not.
    /// </param>
    /// <exception cref="WeightFormatException">There is no such section.</exception>
    public WeightCollection Select(string section) => SelectFirst([section]);

    /// <summary>A view of the first of several sections that exists.</summary>
    /// <param name="sections">Keys in order of preference, such as <c>ema</c>, then <c>model</c>.</param>
    /// <exception cref="WeightFormatException">None of the sections exists.</exception>
    public WeightCollection SelectFirst(params ReadOnlySpan<string> sections)
    {
        foreach (string section in sections)
        {
            if (section == UnwrappedSection)
                return new WeightCollection(Origin, _entries.Values);
            WeightEntry[] members = MembersOf(section);
            if (members.Length == 0 && UnwrappedSection is { } outer && section.StartsWith(outer + '.', StringComparison.Ordinal))
                members = MembersOf(section[(outer.Length + 1)..]);
            if (members.Length > 0)
                return new WeightCollection(Origin with { UnwrappedSection = section }, members);
        }

        IEnumerable<string> found = Entries.Select(info => info.Name.Split('.')[0]).Distinct().Take(8).Select(WeightFormatException.Quote);
        throw new WeightFormatException(
            FilePath, $"there is no section '{string.Join("' or '", sections.ToArray())}'; names begin with {string.Join(", ", found)}.");
    }

    /// <summary>A view of chosen tensors under other names.</summary>
    /// <param name="tensors">The names that the tensors have here, each with the one that it gets; these differ.</param>
    /// <exception cref="WeightFormatException">There is no such tensor, or two get one name.</exception>
    public WeightCollection SelectAs(IEnumerable<(string Name, string NewName)> tensors)
    {
        ArgumentNullException.ThrowIfNull(tensors);
        return new WeightCollection(Origin, tensors.Select(tensor => Find(tensor.Name).Rename(tensor.NewName)));
    }

    /// <summary>Closes the file, if this collection came from <see cref="WeightFile.Open"/>.</summary>
    public void Dispose() => _owned?.Dispose();

    internal WeightEntry Find(string name)
    {
        if (_entries.TryGetValue(name, out WeightEntry? entry))
            return entry;
        IReadOnlyList<string> near = NearNames.Find(name, _entries.Keys);
        string hint = near.Count > 0 ? $" Near names: {string.Join(", ", near.Select(WeightFormatException.Quote))}." : $" The file has {_entries.Count} tensors.";
        throw new WeightFormatException(FilePath, $"there is no tensor '{name}'.{hint}");
    }

    internal WeightEntry FindReadable(string name)
    {
        WeightEntry entry = Find(name);
        if (!entry.Info.IsReadable)
            throw ListedEntry.Refuse(entry.Info, FilePath);
        if (entry.Info.ByteSize > Array.MaxLength)
            throw new WeightFormatException(FilePath, $"tensor '{name}' has {entry.Info.ByteSize} bytes; at most {Array.MaxLength} can be read in one piece.");
        return entry;
    }

    private WeightEntry[] MembersOf(string section)
    {
        string prefix = section + '.';
        return
        [
            .. Entries.Where(info => info.Name.StartsWith(prefix, StringComparison.Ordinal))
                .Select(info => _entries[info.Name].Rename(info.Name[prefix.Length..])),
        ];
    }
}
