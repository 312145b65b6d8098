using System.Reflection;
using System.Runtime.InteropServices;
using NUnit.Framework;
using Sige.Interop;

namespace Sige.Tests.Interop;

/// <summary>The library, the header and the bindings have the same functions.</summary>
[TestFixture]
internal sealed class ExportTests
{
    private static IEnumerable<string> Declared => LayoutProbe.Facts("function").Select(fact => fact[0]);

    [TestCaseSource(nameof(Declared))]
    public void Library_exports(string function)
    {
        var path = NativeLibraryResolver.Candidates(null, AppContext.BaseDirectory).First(File.Exists);
        Assert.That(NativeLibrary.TryGetExport(NativeLibrary.Load(path), function, out _), Is.True);
    }

    [Test]
    public void Bindings_have_every_function()
    {
        var bound = typeof(NativeMethods).GetMethods(BindingFlags.Static | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)
            .Select(method => method.GetCustomAttribute<LibraryImportAttribute>()?.EntryPoint
                ?? method.GetCustomAttribute<DllImportAttribute>()?.EntryPoint)
            .OfType<string>().Distinct();
        Assert.That(bound, Is.EquivalentTo(Declared));
    }
}
