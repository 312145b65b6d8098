using Sige.Interop;

namespace Sige.Devices;

/// <summary>The native library that does the work.</summary>
public static unsafe class Engine
{
    /// <summary>Release of the library, such as <c>0.1.0</c>.</summary>
    /// <exception cref="DllNotFoundException">The library was not found; the message lists where it was looked for.</exception>
    public static string Version => Utf8Text.Read(NativeMethods.Version());

    /// <summary>Path of the library that is in use; only its name where the system found it.</summary>
    /// <exception cref="DllNotFoundException">The library was not found; the message lists where it was looked for.</exception>
    public static string LibraryPath => NativeLibraryResolver.LoadedPath;

    /// <summary>Version of the interface between the library and these assemblies.</summary>
    public static int InterfaceVersion => (int)NativeMethods.AbiVersion();
}
