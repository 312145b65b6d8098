using System.Globalization;
using NUnit.Framework;
using Sige.Bench.Commands;
using Sige.Bench.Sequences;

namespace Sige.Tests.Bench;

/// <summary>The shape files of the native bench are those that the networks give.</summary>
[TestFixture]
public sealed class SequenceTests
{
    [Test]
    public void CommittedFilesAreThoseOfTheNetworks([ValueSource(typeof(SequenceModel), nameof(SequenceModel.Names))] string name)
    {
        string committed = File.ReadAllText(Path.Combine(RepositoryFiles.Root, "bench", "native", "shapes", name + ShapesCommand.Extension));

        Assert.That(Sequence.Write(name), Is.EqualTo(committed), "Write them anew: dotnet run -c Release --project bench/Sige.Bench -- shapes");
    }

    [Test]
    public void EveryCommittedFileHasANetwork() => Assert.That(
        Directory.GetFiles(Path.Combine(RepositoryFiles.Root, "bench", "native", "shapes")).Select(Path.GetFileNameWithoutExtension),
        Is.EquivalentTo(SequenceModel.Names));

    [Test]
    public void MultiplyAddsAddUpToThoseOfTheNetwork()
    {
        long sum = 0;
        var pixels = new Dictionary<string, long>();
        foreach (string line in Sequence.Write("gaugan").Split('\n'))
        {
            string[] words = line.Split(' ');
            if (words[0] == "tensor")
                pixels.Add(words[1], Number(words, "h") * Number(words, "w"));
            else if (words[0] == "step")
                sum += Number(words, "macs") * pixels[Word(words, "dst")];
        }

        Assert.That(sum / 1e9, Is.EqualTo(281.3).Within(0.05));
    }

    private static long Number(string[] words, string key) => long.Parse(Word(words, key), CultureInfo.InvariantCulture);

    private static string Word(string[] words, string key) => words.Single(word => word.StartsWith(key + "=", StringComparison.Ordinal))[(key.Length + 1)..];
}
