namespace Sige.Weights;

/// <summary>Says what a file is that people hold instead of weights, and what to do about it.</summary>
internal static class FileKind
{
    /// <summary>How much of a file's beginning is looked at, in bytes.</summary>
    public const int Looked = 4096;

    /// <summary>What closes a sentence about a file of another kind.</summary>
    public const string Expected = "a PyTorch checkpoint, a Flax checkpoint or a safetensors file is expected";

    private const int TarMagic = 257;

    private sealed record Row(int Offset, byte[] Magic, string Sentence);

    private static readonly Row[] Rows =
    [
        new(0, [0x89, .. "HDF\r\n"u8], "this is an HDF5 file, as Keras and TensorFlow write; " + Expected + "."),
        new(0, [.. "GGUF"u8], "this is a GGUF file, as llama.cpp and stable-diffusion.cpp use; take the checkpoint it was made of, as safetensors."),
        new(0, [.. "lmgg"u8], "this is a GGML file; take the checkpoint it was made of, as safetensors."),
        new(4, [.. "TFL3"u8], "this is a TensorFlow Lite model; " + Expected + "."),
        new(0, [0x93, .. "NUMPY"u8], "this is a single NumPy array (.npy) without a name; save a dictionary of named tensors with torch.save or safetensors."),
        new(0, [.. "MATLAB 5.0"u8], "this is a MATLAB file; " + Expected + "."),
        new(0, [0x2A, 0x3A, 0xDB, 0x0C], "this is the manifest of an Orbax checkpoint; write the parameters with flax.serialization.to_bytes, and give that file."),
        new(TarMagic, [.. "ustar"u8], "this is a tar archive, as packers and PyTorch before 0.1.10 write; unpack it and give the weight file inside, or load it with PyTorch and save the state_dict again."),
        new(0, [.. "7z"u8, 0xBC, 0xAF, 0x27, 0x1C], Archive("7z")),
        new(0, [.. "Rar!"u8, 0x1A, 0x07], Archive("RAR")),
        new(0, [0x1F, 0x8B, 0x08], Archive("gzip")),
        new(0, [0xFD, .. "7zXZ"u8, 0], Archive("xz")),
        new(0, [.. "BZh"u8], Archive("bzip2")),
        new(0, [0x28, 0xB5, 0x2F, 0xFD], Archive("Zstandard")),
        new(0, [0x04, 0x22, 0x4D, 0x18], Archive("LZ4")),
        new(0, [.. "PK"u8, 5, 6], "this is an empty zip archive; " + Expected + "."),
        new(0, [.. "PK"u8, 7, 8], "this is one part of a zip archive in several parts; join them and unpack the weight file."),
        new(0, [0x89, .. "PNG"u8], Picture("PNG")),
        new(0, [0xFF, 0xD8, 0xFF], Picture("JPEG")),
        new(0, [.. "GIF8"u8], Picture("GIF")),
        new(8, [.. "WEBP"u8], Picture("WebP")),
        new(0, [.. "II*"u8, 0], Picture("TIFF")),
        new(0, [.. "MM"u8, 0, .. "*"u8], Picture("TIFF")),
        new(0, [.. "BM"u8], Picture("BMP")),
        new(4, [.. "ftyp"u8], "this is a video or a picture (MP4, HEIC or AVIF); " + Expected + "."),
        new(0, [.. "%PDF"u8], "this is a PDF document; " + Expected + "."),
        new(0, [.. "SQLite format 3"u8], "this is an SQLite database; " + Expected + "."),
        new(0, [0x7F, .. "ELF"u8], Program),
        new(0, [.. "MZ"u8], Program),
    ];

    private const string Program = "this is a program or a library; " + Expected + ".";

    /// <summary>A sentence about a file that is none of weights, or null if nothing is known of its kind.</summary>
    /// <param name="start">The file's first bytes, up to <see cref="Looked"/>.</param>
    public static string? Describe(ReadOnlySpan<byte> start)
    {
        if (TextKind.Describe(start) is { } text)
            return text;
        foreach (Row row in Rows)
        {
            if (start.Length >= row.Offset + row.Magic.Length && start[row.Offset..].StartsWith(row.Magic))
                return row.Sentence;
        }

        if (start is [0x80, >= 2 and <= 5, ..])
            return PickleKind.Plain;
        if (!start.ContainsAnyExcept((byte)0))
            return "this file begins with nothing but zeros, as an interrupted download leaves it; download it again.";
        return Protobuf(start);
    }

    /// <summary>A sentence about a file of which even the kind is unknown.</summary>
    public static string Unknown(long length) => length <= sizeof(ulong)
        ? $"this file of {length} bytes is too short for any weights; download it again."
        : "this is neither a PyTorch checkpoint, nor a Flax checkpoint, nor a safetensors file, nor of any other kind that Sige knows; if it was downloaded, download it again.";

    /// <summary>ONNX begins with its version (3 and above) and a producer or a graph; a SavedModel with the version 1.</summary>
    private static string? Protobuf(ReadOnlySpan<byte> start) => start switch
    {
        [0x08, >= 3 and < 32, 0x12 or 0x1A or 0x22 or 0x3A or 0x42, ..] =>
            "this is an ONNX model, which holds a graph rather than a state_dict; " + Expected + ".",
        [0x08, 1, 0x12, ..] => "this is a TensorFlow SavedModel; " + Expected + ".",
        _ => null,
    };

    private static string Archive(string name) => $"this is a {name} archive; unpack it and give the weight file inside.";

    private static string Picture(string name) => $"this is a {name} picture; {Expected}.";
}
