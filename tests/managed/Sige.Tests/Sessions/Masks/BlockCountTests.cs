using NUnit.Framework;
using Sige.Devices;
using Sige.Lowering;
using Sige.Models;
using Sige.Sessions;
using Sige.Tensors;

namespace Sige.Tests.Sessions;

/// <summary>Multiply-adds of the paper's edit, 1.2 % of the picture, on the full-size networks; nothing is run.</summary>
internal sealed class BlockCountTests
{
    /// <summary>Where just the rectangle lies within its blocks moves the count by some percent.</summary>
    [TestCase("gaugan", 281.3, 16.4)]
    [TestCase("gc", 31.2, 5.7)]
    public void CountsWhatThePaperCounts(string model, double dense, double sparse)
    {
        SpadeGenerator generator = model == "gc" ? GanCompression.Random() : GauGan.Random();
        ExecutionPlan plan = ExecutionPlan.Create(generator.BuildGraph(256, 512).Lower());
        var size = new Resolution(256, 512);
        using Engine engine = Engine.Open();
        Resolution[] resolutions = [.. plan.Steps.Select(step => step.Resolution).Distinct().Where(r => r.Covers(generator.SessionOptions.SparseFrom))];
        using var pyramid = new MaskPyramid(engine.Device, size, resolutions, generator.SessionOptions.Masks);
        pyramid.Build(CentredRectangle(size, 28, 56), ActivePolicy.Pixels);

        double blocks = plan.Steps.OfType<ConvolutionStep>().Sum(step =>
            (double)step.MultiplyAddsPerPixel * (pyramid.Find(step.Resolution)?.BlockPixels ?? step.Resolution.PixelCount));

        Assert.That(plan.MultiplyAdds / 1e9, Is.EqualTo(dense).Within(0.05));
        Assert.That(blocks / 1e9, Is.EqualTo(sparse).Within(2.5).Percent);
    }

    private static byte[] CentredRectangle(Resolution size, int height, int width)
    {
        var mask = new byte[size.PixelCount];
        for (int y = 0; y < height; y++)
            mask.AsSpan(((size.H - height) / 2 + y) * size.W + (size.W - width) / 2, width).Fill(1);
        return mask;
    }
}
