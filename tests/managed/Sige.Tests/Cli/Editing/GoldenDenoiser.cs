using Sige.Imaging;
using Sige.Tests.Imaging;

namespace Sige.Tests.Cli;

/// <summary>A recorded diffusion network with pictures of its size, as files that a person would give to the command.</summary>
internal sealed class GoldenDenoiser : IDisposable
{
    public const int Size = 64;

    private readonly TemporaryFolder _folder = new();

    public GoldenDenoiser(string folder)
    {
        Weights = GoldenData.Find(folder, "weights.pth");
        Original = Save("original.png", Picture());
        Edited = SaveEdit("edited.png", x: 20, y: 24);
        Out = PathOf("out.png");
    }

    public string Weights { get; }

    public string Original { get; }

    /// <summary>The original with a square of 4x4 pixels painted over at x 20, y 24.</summary>
    public string Edited { get; }

    public string Out { get; }

    /// <summary>The arguments of a quick edit.</summary>
    public string[] Arguments =>
        ["edit", "sdedit", "--weights", Weights, "--original", Original, "--edited", Edited, "--out", Out, "--threads", "2", "--steps", "2"];

    /// <summary>Quick arguments with other values for some options.</summary>
    public string[] With(params ReadOnlySpan<string> options)
    {
        string[] arguments = Arguments;
        for (int i = 0; i < options.Length; i += 2)
        {
            int at = Array.IndexOf(arguments, options[i]);
            if (at < 0)
                arguments = [.. arguments, options[i], options[i + 1]];
            else
                arguments[at + 1] = options[i + 1];
        }

        return arguments;
    }

    public string PathOf(string name) => _folder.PathOf(name);

    public string SaveEdit(string name, int x, int y)
    {
        byte[] pixels = Picture().Pixels.ToArray();
        for (int row = y; row < y + 4; row++)
            pixels.AsSpan((row * Size + x) * 3, 12).Fill(250);
        return Save(name, new RgbImage(Size, Size, pixels));
    }

    public string Save(string name, RgbImage picture)
    {
        picture.Save(PathOf(name));
        return PathOf(name);
    }

    /// <summary>The original's pixels as a PNG of another kind, with alpha where that has it.</summary>
    public string SavePng(string name, int depth, int colorType, Func<int, int> alpha)
    {
        int scale = depth == 16 ? 257 : 1;
        byte[] pixels = Picture().Pixels.ToArray();
        int[] samples = [.. Enumerable.Range(0, Size * Size).SelectMany(i => Samples(i))];
        return _folder.Write(name, new PngTestFile(Size, Size, depth, colorType) { Samples = samples }.Encode());

        IEnumerable<int> Samples(int pixel)
        {
            int colours = colorType is 2 or 6 ? 3 : 1;
            for (int channel = 0; channel < colours; channel++)
                yield return pixels[3 * pixel + channel] * scale;
            if (colorType is 4 or 6)
                yield return alpha(pixel) * scale;
        }
    }

    public string Write(string name, byte[] bytes) => _folder.Write(name, bytes);

    public void Dispose() => _folder.Dispose();

    private static RgbImage Picture() => RgbImageTests.Gradient(Size, Size);
}
