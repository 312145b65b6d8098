using System.Runtime.InteropServices;
using System.Text;

namespace Sige.Interop;

/// <summary>Reads the library's strings.</summary>
internal static unsafe class Utf8Text
{
    /// <summary>Reads a string that ends with a zero; null gives an empty one.</summary>
    internal static string Read(byte* text) => Encoding.UTF8.GetString(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(text));

    /// <summary>Reads a string from an array of fixed size, up to the first zero or the array's end.</summary>
    internal static string Read(byte* text, int capacity)
    {
        var bytes = new ReadOnlySpan<byte>(text, capacity);
        var end = bytes.IndexOf((byte)0);
        return Encoding.UTF8.GetString(end < 0 ? bytes : bytes[..end]);
    }
}
