using System.Buffers;
using System.Globalization;
using System.IO.MemoryMappedFiles;
using Sige.Devices;

namespace Sige.Sessions;

/// <summary>
/// A mapped file of a fixed size, locked while it is open and deleted with it. Its blocks are allocated up front, so that a full disk
/// is an exception here and not a fault at some later write.
/// </summary>
/// <remarks>
/// The lock is what tells a living process's file from one left by a dead process: the system drops it with the process. The file holds
/// a person's picture as activations: it is made readable by its owner alone, whatever the folder and the umask allow, and its name
/// cannot be foreseen. What others left in a shared folder is not opened.
/// </remarks>
internal sealed unsafe class SpillFile : IDisposable
{
    private const string Prefix = "sige-cache-";
    private const string Extension = ".spill";
    private const int Chunk = 1 << 20;

    /// <summary>How many bytes <see cref="Memory"/> gives at most.</summary>
    public const int MostAtOnce = 1 << 30;

    private readonly FileStream _stream;
    private readonly MemoryMappedFile _map;
    private readonly MemoryMappedViewAccessor _view;
    private readonly byte* _address;

    /// <summary>Deletes what dead processes left in a folder, and makes a file there.</summary>
    /// <param name="directory">The folder; it is made if it is not there.</param>
    /// <param name="bytes">The size, above 0.</param>
    /// <exception cref="IOException">There is not as much room, or the folder cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder cannot be written.</exception>
    public SpillFile(string directory, long bytes)
    {
        Directory.CreateDirectory(directory);
        DeleteLeftovers(directory);
        Bytes = bytes;
        _stream = Create(directory, bytes);
        try
        {
            _map = MemoryMappedFile.CreateFromFile(_stream, null, bytes, MemoryMappedFileAccess.ReadWrite, HandleInheritability.None, leaveOpen: true);
            _view = _map.CreateViewAccessor(0, bytes);
            _view.SafeMemoryMappedViewHandle.AcquirePointer(ref _address);
        }
        catch
        {
            _view?.Dispose();
            _map?.Dispose();
            _stream.Dispose();
            throw;
        }
    }

    /// <summary>Where it is.</summary>
    public string Path => _stream.Name;

    /// <summary>Its size.</summary>
    public long Bytes { get; }

    /// <summary>Makes a buffer of a part of the file, which must be gone before the file is.</summary>
    public DeviceBuffer Wrap(Device device, long offset, long bytes)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bytes, Bytes - offset);
        return DeviceBuffer.Wrap(device, (nint)(_address + _view.PointerOffset + offset), bytes);
    }

    /// <summary>A part of the file, for as long as that is open.</summary>
    public Memory<byte> Memory(long offset, int bytes)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bytes, Bytes - offset);
        return new MappedBytes(_address + _view.PointerOffset + offset, bytes).Memory;
    }

    /// <summary>Unmaps and deletes the file.</summary>
    public void Dispose()
    {
        if (!_stream.CanRead)
            return;
        _view.SafeMemoryMappedViewHandle.ReleasePointer();
        _view.Dispose();
        _map.Dispose();
        _stream.Dispose();
    }

    /// <summary>Deletes the files of a folder that are this user's and that no process holds.</summary>
    private static void DeleteLeftovers(string directory)
    {
        foreach (string path in Directory.EnumerateFiles(directory, Prefix + "*" + Extension))
        {
            try
            {
                if (!PrivateFile.IsOwn(path))
                    continue;
                new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None, bufferSize: 0, FileOptions.DeleteOnClose).Dispose();
            }
            catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
            {
                // A living process holds it, or another session is deleting it.
            }
        }
    }

    private static FileStream Create(string directory, long bytes)
    {
        string path = System.IO.Path.Combine(directory, Prefix + Guid.NewGuid().ToString("N", CultureInfo.InvariantCulture) + Extension);
        long free = FreeBytes(directory);
        if (free < bytes)
            throw Full(path, bytes, free, null);
        FileStream? stream = null;
        try
        {
            stream = PrivateFile.Create(path, bytes);
            stream.SetLength(bytes);
            if (free - FreeBytes(directory) < bytes / 4 * 3)
                Fill(stream, bytes);
            return stream;
        }
        catch (IOException fault)
        {
            stream?.Dispose();
            throw Full(path, bytes, FreeBytes(directory), fault);
        }
    }

    /// <summary>Writes zeros: a file system that cannot reserve blocks allocates them then.</summary>
    private static void Fill(FileStream stream, long bytes)
    {
        var zeros = new byte[Chunk];
        for (long at = 0; at < bytes; at += Chunk)
            RandomAccess.Write(stream.SafeFileHandle, zeros.AsSpan(0, (int)Math.Min(Chunk, bytes - at)), at);
    }

    private static long FreeBytes(string directory) => new DriveInfo(System.IO.Path.GetFullPath(directory)).AvailableFreeSpace;

    private static IOException Full(string path, long bytes, long free, Exception? inner) => new(
        FormattableString.Invariant($"The spill file '{path}' wants {bytes} bytes; its disk has {free} bytes free. Choose another folder, a larger budget of memory, float16 or a region."),
        inner);

    private sealed class MappedBytes(byte* first, int count) : MemoryManager<byte>
    {
        public override Span<byte> GetSpan() => new(first, count);

        public override MemoryHandle Pin(int elementIndex = 0) => new(first + elementIndex);

        public override void Unpin()
        {
        }

        protected override void Dispose(bool disposing)
        {
        }
    }
}
