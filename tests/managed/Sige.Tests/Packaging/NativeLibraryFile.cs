using System.Runtime.InteropServices;

namespace Sige.Tests.Packaging;

/// <summary>A native library as it is packed.</summary>
/// <param name="Rid">The system that it is for.</param>
/// <param name="Path">The file.</param>
public sealed record NativeLibraryFile(string Rid, string Path)
{
    /// <summary>Those that are built on this machine: its own always, others where they were cross-compiled.</summary>
    public static IReadOnlyList<NativeLibraryFile> Built { get; } =
    [
        .. from folder in Directory.GetDirectories(System.IO.Path.Combine(PackageFeed.Root, "artifacts", "native")).Order()
           from name in (string[])["libsige.so", "sige.dll", "libsige.dylib"]
           let file = System.IO.Path.Combine(folder, "bin", name)
           where File.Exists(file)
           select new NativeLibraryFile(System.IO.Path.GetFileName(folder), file),
    ];

    /// <summary>This machine's.</summary>
    public static NativeLibraryFile Host { get; } = Built.Single(library => library.Rid == HostRid);

    public bool IsLinux => Rid.StartsWith("linux", StringComparison.Ordinal);

    public bool IsMusl => Rid.Contains("musl", StringComparison.Ordinal);

    public bool IsWindows => Rid.StartsWith("win", StringComparison.Ordinal);

    public bool IsMacOs => Rid.StartsWith("osx", StringComparison.Ordinal);

    private static string HostRid
    {
        get
        {
            string system = OperatingSystem.IsWindows() ? "win" : OperatingSystem.IsMacOS() ? "osx" : "linux";
            return $"{system}-{RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant()}";
        }
    }

    public byte[] Read() => File.ReadAllBytes(Path);

    public override string ToString() => Rid;
}
