using NUnit.Framework;
using NUnit.Framework.Constraints;
using Sige.Weights;

namespace Sige.Tests.Weights;

/// <summary>What must come of a hostile file: one kind of exception that names the file, or plain success.</summary>
internal static class Refusal
{
    public static Constraint With(string text) =>
        Throws.TypeOf<WeightFormatException>().With.Message.Contains(text).And.Message.Contains("file");

    /// <summary>Opens a file and reads all of it but what is only listed; returns whether it was accepted. Other exceptions pass through.</summary>
    public static bool OpensWhole(string path) => Accepts(path, () => WeightFile.Open(path));

    /// <summary>The same of bytes that come through a pipe.</summary>
    public static bool OpensWhole(byte[] content) => Accepts("file", () => WeightFile.Read(MappedFile.ReadAll("file", new MemoryStream(content))));

    public static void ReadAll(string path)
    {
        using WeightCollection weights = WeightFile.Open(path);
        ReadAll(weights);
    }

    private static bool Accepts(string path, Func<WeightCollection> open)
    {
        try
        {
            using WeightCollection weights = open();
            ReadAll(weights);
            return true;
        }
        catch (WeightFormatException fault)
        {
            Assert.That(fault.Message, Does.StartWith(path));
            return false;
        }
    }

    private static void ReadAll(WeightCollection weights)
    {
        foreach (WeightInfo info in weights.Entries.Where(info => !info.IsReadable))
            Assert.That(() => weights.ReadFloat32(info.Name), Throws.TypeOf<WeightFormatException>());
        foreach (WeightInfo info in weights.Entries.Where(info => info.IsReadable))
            Assert.That(weights.ReadFloat32(info.Name), Has.Length.EqualTo(info.Shape.ElementCount));
        WeightCollection folded = WeightNorms.Fold(weights);
        foreach (WeightInfo info in folded.Entries.Where(info => info.IsReadable))
            folded.ReadFloat32(info.Name);
    }
}
