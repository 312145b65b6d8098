using Sige.Imaging;
using Sige.Sessions;

namespace Sige.Bench.SdEdit;

/// <summary>Edits a copy of a picture as a person would with few means.</summary>
internal sealed class StreetBrush
{
    private const int Channels = RgbImage.Channels;

    /// <summary>By how much blue is above red in what counts as blue: shades of a car, but no sky that is nearly white.</summary>
    private const int BlueAboveRed = 40;

    private readonly int _width;
    private readonly int _height;
    private readonly byte[] _pixels;

    /// <summary>Begins with a picture.</summary>
    public StreetBrush(RgbImage picture) => (_width, _height, _pixels) = (picture.Width, picture.Height, picture.Pixels.ToArray());

    /// <summary>The picture as it is now.</summary>
    public RgbImage Picture => new(_width, _height, _pixels);

    /// <summary>Fills a rectangle.</summary>
    /// <param name="area">A part of the picture.</param>
    /// <param name="colour">Red, green and blue.</param>
    public void Rectangle(PixelRegion area, ReadOnlySpan<byte> colour)
    {
        for (int y = area.Y; y < area.EndY; y++)
            for (int x = area.X; x < area.EndX; x++)
                colour.CopyTo(At(y, x));
    }

    /// <summary>Fills the ellipse that a rectangle holds.</summary>
    /// <param name="area">A part of the picture.</param>
    /// <param name="colour">Red, green and blue.</param>
    public void Ellipse(PixelRegion area, ReadOnlySpan<byte> colour)
    {
        (double radiusY, double radiusX) = (area.Height / 2.0, area.Width / 2.0);
        for (int y = area.Y; y < area.EndY; y++)
        {
            double dy = (y + 0.5 - area.Y - radiusY) / radiusY;
            int half = (int)Math.Round(radiusX * Math.Sqrt(1 - dy * dy));
            for (int x = (int)radiusX - half; x < (int)radiusX + half; x++)
                colour.CopyTo(At(y, area.X + x));
        }
    }

    /// <summary>Paints a rectangle over, each row from the colour left of it to that right of it.</summary>
    /// <param name="area">A part of the picture with a pixel left and right of it.</param>
    public void Erase(PixelRegion area)
    {
        Span<byte> colour = stackalloc byte[Channels];
        for (int y = area.Y; y < area.EndY; y++)
        {
            for (int x = area.X; x < area.EndX; x++)
            {
                double share = (x - area.X + 1.0) / (area.Width + 1);
                for (int channel = 0; channel < Channels; channel++)
                    colour[channel] = (byte)Math.Round(double.Lerp(At(y, area.X - 1)[channel], At(y, area.EndX)[channel], share));
                colour.CopyTo(At(y, x));
            }
        }
    }

    /// <summary>Makes what is blue in a rectangle red.</summary>
    /// <param name="area">A part of the picture.</param>
    public void Redden(PixelRegion area)
    {
        for (int y = area.Y; y < area.EndY; y++)
        {
            for (int x = area.X; x < area.EndX; x++)
            {
                Span<byte> pixel = At(y, x);
                if (pixel[2] > pixel[0] + BlueAboveRed)
                    (pixel[0], pixel[2]) = (pixel[2], pixel[0]);
            }
        }
    }

    /// <summary>Copies a rectangle to another place, which it does not overlap.</summary>
    /// <param name="area">A part of the picture.</param>
    /// <param name="top">First row there.</param>
    /// <param name="left">First column there.</param>
    public void Copy(PixelRegion area, int top, int left)
    {
        for (int y = 0; y < area.Height; y++)
            for (int x = 0; x < area.Width; x++)
                At(area.Y + y, area.X + x).CopyTo(At(top + y, left + x));
    }

    private Span<byte> At(int y, int x) => _pixels.AsSpan((y * _width + x) * Channels, Channels);
}
