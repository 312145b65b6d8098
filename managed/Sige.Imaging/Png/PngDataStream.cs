namespace Sige.Imaging.Png;

/// <summary>
/// The bodies of consecutive IDAT chunks as one stream. When it ends, the chunk reader stands on the first chunk that
/// is not IDAT.
/// </summary>
internal sealed class PngDataStream(PngChunkReader chunks) : Stream
{
    /// <summary>The type of the chunks that hold image data.</summary>
    public const string ChunkType = "IDAT";

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        while (chunks.Type == ChunkType && chunks.Remaining == 0)
        {
            chunks.Finish();
            chunks.Next();
        }

        return chunks.Type == ChunkType ? chunks.Read(buffer) : 0;
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <summary>Reads to the end, so that every CRC is checked.</summary>
    public void Drain()
    {
        Span<byte> buffer = stackalloc byte[1024];
        while (Read(buffer) > 0)
        {
        }
    }

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
