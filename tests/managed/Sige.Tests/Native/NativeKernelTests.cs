using System.Text.Json;
using NUnit.Framework;

namespace Sige.Tests.Native;

/// <summary>Runs the tests of the native kernels, each entry of CTest as a case of its own.</summary>
[Parallelizable(ParallelScope.All)]
internal sealed class NativeKernelTests
{
    [Test]
    public void Ctest_lists_native_tests() => Assert.That(Cases(), Is.Not.Empty);

    [TestCaseSource(nameof(Cases))]
    public void Passes(NativeTestCase test)
    {
        var (exitCode, output) = NativeTestTree.Run(test.Command[0], test.Command[1..], test.Folder, test.Environment);
        Assert.That(exitCode, Is.Zero, output);
    }

    private static List<TestCaseData> Cases()
    {
        string[] arguments = ["--show-only=json-v1", "-C", "Release", "--test-dir", NativeTestTree.Path];
        var (exitCode, output) = NativeTestTree.Run("ctest", arguments);
        if (exitCode != 0)
            throw new InvalidOperationException($"ctest cannot list the native tests: {output}");
        using var list = JsonDocument.Parse(output);
        return [.. list.RootElement.GetProperty("tests").EnumerateArray().Select(Case)];
    }

    private static TestCaseData Case(JsonElement test)
    {
        var name = test.GetProperty("name").GetString()!;
        var command = test.GetProperty("command").EnumerateArray().Select(part => part.GetString()!).ToArray();
        string? folder = Property(test, "WORKING_DIRECTORY")?.GetString();
        return new TestCaseData(new NativeTestCase(name, command, folder, Environment(test))).SetArgDisplayNames(name);
    }

    private static Dictionary<string, string> Environment(JsonElement test) => Property(test, "ENVIRONMENT") is { } list
        ? list.EnumerateArray().Select(variable => variable.GetString()!.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1])
        : [];

    private static JsonElement? Property(JsonElement test, string name) => test.GetProperty("properties").EnumerateArray()
        .Where(property => property.GetProperty("name").GetString() == name)
        .Select(property => (JsonElement?)property.GetProperty("value")).FirstOrDefault();

    /// <summary>An entry of CTest.</summary>
    internal sealed record NativeTestCase(string Name, string[] Command, string? Folder, Dictionary<string, string> Environment);
}
