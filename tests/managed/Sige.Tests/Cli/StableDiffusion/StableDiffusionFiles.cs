using Sige.Imaging;
using Sige.Tests.Diffusion.StableDiffusion;
using Sige.Tests.Weights;

namespace Sige.Tests.Cli.StableDiffusion;

/// <summary>The small model with a picture, a mask and an edited picture, as files that a person would give to the commands.</summary>
internal sealed class StableDiffusionFiles : IDisposable
{
    private readonly SmallStableDiffusion _model = new();
    private readonly TemporaryFolder _folder = new();

    public StableDiffusionFiles(int width = 192, int height = 192)
    {
        RgbImage picture = Draw(width, height, box: false, mask: false);
        Image = Save("image.png", picture);
        Mask = Save("mask.png", Draw(width, height, box: true, mask: true));
        Edited = Save("edited.png", Draw(width, height, box: true, mask: false));
        Out = this["out.png"];
    }

    public string Model => _model.ModelPath;

    public string Image { get; }

    /// <summary>White in a box of 14x16 pixels.</summary>
    public string Mask { get; }

    /// <summary>The picture with that box painted red.</summary>
    public string Edited { get; }

    public string Out { get; }

    public string this[string name] => _folder[name];

    /// <summary>A quick painting of the mask.</summary>
    public string[] Paint(params ReadOnlySpan<string> more) => Edit(["--mask", Mask, "--out", Out, .. more]);

    /// <summary>A quick edit with other options.</summary>
    public string[] Edit(params ReadOnlySpan<string> more) =>
        ["edit", "sd", "--weights", Model, "--prompt", "hello cat", "--image", Image, "--steps", "2", "--scale", "2", "--threads", "2", .. more];

    public string Save(string name, RgbImage picture)
    {
        picture.Save(this[name]);
        return this[name];
    }

    public static RgbImage Draw(int width, int height, bool box, bool mask)
    {
        (int top, int left) = (Math.Min(72, height * 3 / 8), Math.Min(88, width * 11 / 24));
        var pixels = new byte[width * height * 3];
        for (int i = 0; i < pixels.Length; i++)
        {
            (int y, int x, int channel) = (i / 3 / width, i / 3 % width, i % 3);
            bool isInside = box && y >= top && y < top + 16 && x >= left && x < left + 14;
            pixels[i] = mask ? (byte)(isInside ? 255 : 0) : isInside ? (byte)(channel == 0 ? 220 : 20) : (byte)(60 + x / 2 + 20 * channel + y / 4);
        }

        return new RgbImage(width, height, pixels);
    }

    public void Dispose()
    {
        _folder.Dispose();
        _model.Dispose();
    }
}
