using System.Runtime.InteropServices;
using NUnit.Framework;
using Sige.Interop;
using Sige.Tests.Native;

namespace Sige.Tests.Interop;

/// <summary>How the native library is found, and what is said when it is not.</summary>
[TestFixture]
internal sealed class NativeLibraryResolverTests
{
    [Test]
    public void Each_folder_is_searched_by_rid_and_then_itself()
    {
        var folder = Path.Combine(Path.GetTempPath(), "app");
        var candidates = NativeLibraryResolver.Candidates(null, folder, "", folder);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(candidates[0], Does.StartWith(Path.Combine(folder, "runtimes")).And.EndWith(NativeLibraryResolver.FileName));
            Assert.That(candidates[0], Does.Contain(Path.DirectorySeparatorChar + "native" + Path.DirectorySeparatorChar));
            Assert.That(candidates[^1], Is.EqualTo(Path.Combine(folder, NativeLibraryResolver.FileName)));
            Assert.That(candidates, Is.Unique);
        }
    }

    [Test]
    public void Configured_file_is_the_only_candidate()
        => Assert.That(
            NativeLibraryResolver.Candidates("there.so", "elsewhere"), Is.EqualTo(new[] { Path.GetFullPath("there.so") }));

    [Test]
    public void Missing_library_lists_every_path_and_the_way_out()
    {
        string[] candidates = [Path.Combine(Path.GetTempPath(), "absent-1"), Path.Combine(Path.GetTempPath(), "absent-2")];
        Assert.That(
            () => NativeLibraryResolver.LoadFirst(candidates),
            Throws.TypeOf<DllNotFoundException>().With.Message.Contains(candidates[0] + ": not there")
                .And.Message.Contains(candidates[1] + ": not there").And.Message.Contains(NativeLibraryResolver.PathVariable));
    }

    [Test]
    public void Search_path_comes_last_and_is_named()
        => Assert.That(
            () => NativeLibraryResolver.LoadFirst([], () => 0),
            Throws.TypeOf<DllNotFoundException>().With.Message.Contains("search path: not there"));

    [Test]
    public void File_that_is_no_library_is_listed_with_the_reason()
    {
        var path = Path.Combine(TestContext.CurrentContext.WorkDirectory, "not-a-library.bin");
        File.WriteAllText(path, "text");
        Assert.That(
            () => NativeLibraryResolver.LoadFirst([path]),
            Throws.TypeOf<DllNotFoundException>().With.Message.Contains(path + ": ").And.Message.Not.Contains("not there"));
    }

    [Test]
    public void Other_library_is_refused()
    {
        var name = NativeLibraryResolver.FileName.Replace("sige", "clrjit", StringComparison.Ordinal);
        var path = Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), name);
        Assert.That(
            () => NativeLibraryResolver.LoadFirst([path]),
            Throws.TypeOf<SigeException>().With.Message.Contains(path).And.Message.Contains("sige_abi_version"));
    }

    [Test]
    public void Other_interface_version_is_refused_with_both_numbers()
    {
        var path = NativeTestTree.Binary(NativeLibraryResolver.FileName.Replace("sige", "sige_other_version", StringComparison.Ordinal));
        Assert.That(
            () => NativeLibraryResolver.LoadFirst([path]),
            Throws.TypeOf<SigeException>().With.Message.Contains($"version {SigeConstant.AbiVersion + 1},")
                .And.Message.Contains($"needs version {SigeConstant.AbiVersion}."));
    }
}
