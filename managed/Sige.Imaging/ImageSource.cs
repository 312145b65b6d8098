namespace Sige.Imaging;

/// <summary>Opens the files of pictures and maps: what can be sought in is read where it lies, a pipe is read to its end first.</summary>
internal static class ImageSource
{
    private const long MaxBytes = 1L << 29;

    private const int ChunkBytes = 1 << 16;

    /// <summary>Opens a file as a stream with a length.</summary>
    /// <param name="path">A file, or a pipe or device that ends before 512 MB.</param>
    /// <exception cref="ImageFormatException">There is a folder, nothing, or too much.</exception>
    /// <exception cref="IOException">There is no such file, or it cannot be read; messages have the path as it was given.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    public static Stream Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        FileStream file = OpenFile(path);
        try
        {
            if (!file.CanSeek)
            {
                using (file)
                    return ReadPipe(file, path);
            }

            if (file.Length == 0)
                throw new ImageFormatException(path, "a picture", "an empty file");
            if (file.Length > MaxBytes)
                throw TooLarge(path, $"{file.Length}");
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Reads all bytes of a file, under the terms of <see cref="Open"/>.</summary>
    public static byte[] ReadAll(string path)
    {
        using Stream stream = Open(path);
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }

    private static FileStream OpenFile(string path)
    {
        try
        {
            return File.OpenRead(path);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new FileNotFoundException($"{path}: there is no such file.", path, error);
        }
        catch (UnauthorizedAccessException error)
        {
            throw Directory.Exists(path)
                ? new ImageFormatException(path, "the file of a picture", "a folder", error)
                : new UnauthorizedAccessException($"{path}: this file may not be read.", error);
        }
    }

    private static MemoryStream ReadPipe(Stream pipe, string path)
    {
        var held = new MemoryStream();
        var chunk = new byte[ChunkBytes];
        for (int count = pipe.Read(chunk); count > 0; count = pipe.Read(chunk))
        {
            held.Write(chunk, 0, count);
            if (held.Length > MaxBytes)
                throw TooLarge(path, "a pipe with more");
        }

        if (held.Length == 0)
            throw new ImageFormatException(path, "a picture", "an empty pipe: what comes through one can be read once");
        held.Position = 0;
        return held;
    }

    private static ImageFormatException TooLarge(string path, string found) => new(path, $"at most {MaxBytes} bytes", found);
}
