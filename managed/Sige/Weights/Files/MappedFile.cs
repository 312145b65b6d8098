using System.Buffers.Binary;
using System.IO.MemoryMappedFiles;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Sige.Weights;

/// <summary>
/// The bytes of a weight file, mapped or, where they come from a pipe, in memory; every access is checked against their count.
/// </summary>
internal sealed class MappedFile : IDisposable
{
    // From here on bytes are read past the map: its pages would stay with the process beside what is made of them.
    private const int LargeRead = 64 << 10;

    private readonly SafeFileHandle? _file;
    private readonly MemoryMappedFile? _map;
    private readonly MemoryMappedViewAccessor? _view;

    private MappedFile(string path, long length, SafeFileHandle file, MemoryMappedFile map)
    {
        Path = path;
        Length = length;
        _file = file;
        _map = map;
        _view = map.CreateViewAccessor(0, length, MemoryMappedFileAccess.Read);
        Buffer = _view.SafeMemoryMappedViewHandle;
    }

    private MappedFile(string path, long length, SafeBuffer memory)
    {
        Path = path;
        Length = length;
        Buffer = memory;
    }

    public string Path { get; }

    public long Length { get; }

    /// <summary>The bytes; the buffer begins at the file's first.</summary>
    public SafeBuffer Buffer { get; }

    public static MappedFile Open(string path)
    {
        if (Directory.Exists(path))
            throw new WeightFormatException(path, FolderKind.Describe(path));
        var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        try
        {
            if (!stream.CanSeek)
                return ReadAll(path, stream);
            long length = stream.Length;
            if (length == 0)
                throw Empty(path);
            MemoryMappedFile map = MemoryMappedFile.CreateFromFile(
                stream, mapName: null, capacity: 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: false);
            return new MappedFile(path, length, stream.SafeFileHandle, map);
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    /// <summary>Reads a stream to its end into memory, and closes it.</summary>
    /// <param name="path">What the bytes are called in messages.</param>
    /// <param name="stream">A pipe, or anything else that cannot be mapped.</param>
    public static MappedFile ReadAll(string path, Stream stream)
    {
        using (stream)
        {
            PipeBuffer memory = PipeBuffer.Read(stream, path);
            if (memory.Length > 0)
                return new MappedFile(path, memory.Length, memory);
            memory.Dispose();
            throw Empty(path);
        }
    }

    /// <summary>Copies bytes out of the file, or throws a <see cref="WeightFormatException"/> if it ends before them.</summary>
    public void Read(long offset, Span<byte> destination)
    {
        if (offset < 0 || destination.Length > Length - offset)
            throw EndsBefore(destination.Length, Length, offset);
        if (_file is null || destination.Length < LargeRead)
            Buffer.ReadSpan((ulong)offset, destination);
        else
            ReadLarge(_file, offset, destination);
    }

    public ushort ReadUInt16(long offset)
    {
        Span<byte> bytes = stackalloc byte[sizeof(ushort)];
        Read(offset, bytes);
        return BinaryPrimitives.ReadUInt16LittleEndian(bytes);
    }

    public uint ReadUInt32(long offset)
    {
        Span<byte> bytes = stackalloc byte[sizeof(uint)];
        Read(offset, bytes);
        return BinaryPrimitives.ReadUInt32LittleEndian(bytes);
    }

    public ulong ReadUInt64(long offset)
    {
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        Read(offset, bytes);
        return BinaryPrimitives.ReadUInt64LittleEndian(bytes);
    }

    private void ReadLarge(SafeFileHandle file, long offset, Span<byte> destination)
    {
        for (int read = 0, count; read < destination.Length; read += count)
        {
            count = RandomAccess.Read(file, destination[read..], offset + read);
            if (count == 0)
                throw EndsBefore(destination.Length, offset + read, offset);
        }
    }

    private WeightFormatException EndsBefore(int expected, long end, long offset) =>
        Fault($"{expected} bytes expected, but the file ends at byte {end}: it is cut short or damaged; download it again.", offset);

    public WeightFormatException Fault(string reason, long? offset = null, Exception? inner = null) =>
        new(Path, reason, offset, inner);

    public void Dispose()
    {
        _view?.Dispose();
        _map?.Dispose();
        Buffer.Dispose();
    }

    private static WeightFormatException Empty(string path) => new(path, "the file is empty; a weight file is expected.");
}
