using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Text;

namespace Sige.Interop;

/// <summary>
/// Finds the native library: <c>SIGE_LIBRARY</c> alone if it is set, else <c>runtimes/RID/native</c> and the folder itself,
/// beside this assembly and in the application's folder, else wherever the runtime looks.
/// </summary>
internal static unsafe class NativeLibraryResolver
{
    /// <summary>Environment variable that names a library file to use instead of the one beside the assembly.</summary>
    internal const string PathVariable = "SIGE_LIBRARY";

    private static readonly Lazy<(nint Handle, string Path)> Library =
        new(() => Load(typeof(NativeLibraryResolver).Assembly));

    /// <summary>File name of the library on this system.</summary>
    internal static string FileName
        => OperatingSystem.IsWindows() ? "sige.dll" : OperatingSystem.IsMacOS() ? "libsige.dylib" : "libsige.so";

    /// <summary>Path of the library in use; only its name where the system found it.</summary>
    internal static string LoadedPath => Library.Value.Path;

    /// <summary>Answers this assembly's requests for the library.</summary>
    internal static void Register() => NativeLibrary.SetDllImportResolver(
        typeof(NativeLibraryResolver).Assembly,
        static (name, _, _) => name == NativeMethods.Library ? Library.Value.Handle : 0);

    /// <summary>Lists the files to try, in order, without repeats.</summary>
    /// <param name="configured">Value of <c>SIGE_LIBRARY</c>, or null.</param>
    /// <param name="folders">Folders to look in.</param>
    internal static List<string> Candidates(string? configured, params ReadOnlySpan<string> folders)
    {
        if (!string.IsNullOrEmpty(configured))
            return [Path.GetFullPath(configured)];
        var candidates = new List<string>();
        foreach (var folder in folders)
        {
            if (folder.Length == 0)
                continue;
            foreach (var rid in RuntimeIdentifiers())
                candidates.Add(Path.Combine(folder, "runtimes", rid, "native", FileName));
            candidates.Add(Path.Combine(folder, FileName));
        }

        return [.. candidates.Distinct()];
    }

    /// <summary>Loads the first candidate that is there and checks its interface version.</summary>
    /// <exception cref="DllNotFoundException">None is there or loads; the message lists each with the reason.</exception>
    /// <exception cref="SigeException">The library has another interface version.</exception>
    /// <param name="candidates">Files to try, in order.</param>
    /// <param name="fallback">Where to look when none is there, or null.</param>
    /// <returns>The library and the path that it was found by.</returns>
    internal static (nint Handle, string Path) LoadFirst(IReadOnlyList<string> candidates, Func<nint>? fallback = null)
    {
        var tried = new StringBuilder();
        foreach (var path in candidates)
        {
            var problem = "not there";
            if (File.Exists(path) && TryLoad(path, out var library, out problem))
                return (CheckVersion(library, path), path);
            tried.Append("\n  ").Append(path).Append(": ").Append(problem);
        }

        if (fallback is not null)
        {
            if (fallback() is not 0 and var found)
                return (CheckVersion(found, FileName), FileName);
            tried.Append("\n  ").Append(FileName).Append(" on the system's search path: not there");
        }

        throw new DllNotFoundException(
            $"The native library of Sige was not found. Tried:{tried}\n"
            + $"The packages Sige.Runtime.* bring it for the systems that they are named after; for another, build it from the repository of Sige and set {PathVariable} to the file.");
    }

    private static (nint Handle, string Path) Load(Assembly assembly)
    {
        var configured = Environment.GetEnvironmentVariable(PathVariable);
        var candidates = Candidates(configured, AssemblyFolder(assembly), AppContext.BaseDirectory);
        return string.IsNullOrEmpty(configured) ? LoadFirst(candidates, Search) : LoadFirst(candidates);

        nint Search() => NativeLibrary.TryLoad(FileName, assembly, null, out var library) ? library : 0;
    }

    [UnconditionalSuppressMessage(
        "SingleFile", "IL3000", Justification = "An empty location is skipped; the application's folder follows.")]
    private static string AssemblyFolder(Assembly assembly) => Path.GetDirectoryName(assembly.Location) ?? "";

    private static IEnumerable<string> RuntimeIdentifiers()
    {
        var system = OperatingSystem.IsWindows() ? "win" : OperatingSystem.IsMacOS() ? "osx" : "linux";
        var portable = $"{system}-{RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant()}";
        return [RuntimeInformation.RuntimeIdentifier, portable];
    }

    private static bool TryLoad(string path, out nint library, out string problem)
    {
        try
        {
            library = NativeLibrary.Load(path);
            problem = "";
            return true;
        }
        catch (Exception refused) when (refused is DllNotFoundException or BadImageFormatException)
        {
            library = 0;
            problem = refused.Message.ReplaceLineEndings(" ");
            return false;
        }
    }

    private static nint CheckVersion(nint library, string path)
    {
        if (!NativeLibrary.TryGetExport(library, "sige_abi_version", out var address))
            throw new SigeException(SigeErrorKind.Unsupported, $"{path} is not a library of Sige: it has no sige_abi_version.");
        var found = ((delegate* unmanaged[Cdecl]<uint>)address)();
        return found == SigeConstant.AbiVersion
            ? library
            : throw new SigeException(
                SigeErrorKind.Unsupported,
                $"{path} has interface version {found}, but this assembly needs version {SigeConstant.AbiVersion}.");
    }
}
