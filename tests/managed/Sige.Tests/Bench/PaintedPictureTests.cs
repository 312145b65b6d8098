using NUnit.Framework;
using Sige.Bench.Edits;
using Sige.Bench.Workloads;
using Sige.Tensors;

namespace Sige.Tests.Bench;

/// <summary>The bench paints where it says.</summary>
[TestFixture]
public sealed class PaintedPictureTests
{
    private const float LargestMaskEpsilon = 0.02f;

    private static readonly Resolution Size = new(64, 64);

    [Test]
    public void EditsDifferInEveryMaskedPixelAndNoOther()
    {
        var picture = new PaintedPicture(Size);
        byte[] mask = EditArea.Mark(EditForm.Rectangle, Size, 10);
        float[][] edits = picture.Edits(mask);

        Assert.That(picture.Original, Has.All.InRange(-1f, 1f));
        Assert.That(edits, Has.Length.EqualTo(2));
        Assert.That(edits[0], Is.Not.EqualTo(edits[1]));
        foreach (float[] edit in edits)
        {
            for (int i = 0; i < edit.Length; i++)
            {
                float difference = Math.Abs(edit[i] - picture.Original[i]);
                bool painted = mask[i / PaintedPicture.Channels] != 0;
                Assert.That(painted ? difference > LargestMaskEpsilon : difference == 0, Is.True, $"element {i} differs by {difference}");
            }
        }
    }
}
