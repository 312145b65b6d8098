using System.Collections.Concurrent;
using Sige.Interop;

namespace Sige.Devices;

/// <summary>Texts of the library that live as long as it does: each is read once, so that plans do not make strings.</summary>
internal static unsafe class LastingText
{
    private static readonly ConcurrentDictionary<nint, string> Known = new();

    /// <summary>Reads a text; null for null.</summary>
    public static string? Read(byte* text) => text is null ? null : Known.GetOrAdd((nint)text, static address => Utf8Text.Read((byte*)address));
}
