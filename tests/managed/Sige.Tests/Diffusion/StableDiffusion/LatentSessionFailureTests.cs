using NUnit.Framework;
using Sige.Diffusion;
using Sige.Models;

namespace Sige.Tests.Diffusion.StableDiffusion;

/// <summary>A call that fails, at whatever point, leaves a session over latents as it was.</summary>
[TestFixture(false)]
[TestFixture(true)]
internal sealed class LatentSessionFailureTests(bool forInpainting)
{
    private readonly SmallStableDiffusion _files = new(forInpainting);
    private readonly float[] _picture = Pictures.Smooth(SmallStableDiffusion.Size.W, phase: 0);
    private readonly byte[] _mask = [.. Enumerable.Range(0, 192 * 192).Select(pixel => pixel / 192 < 20 && pixel % 192 >= 150 ? (byte)1 : (byte)0)];
    private StableDiffusionModel _model = null!;
    private InpaintSession _session = null!;

    [OneTimeSetUp]
    public void OpenModel()
    {
        _model = _files.Open();
        _session = InpaintSession.Open(
            _model, _picture, SmallStableDiffusion.Size, _mask, new LatentEditOptions { Prompt = "a red door", Steps = 2, GuidanceScale = 2 });
    }

    [OneTimeTearDown]
    public void CloseModel()
    {
        _session.Dispose();
        _model.Dispose();
        _files.Dispose();
    }

    /// <summary>The last report of all, when everything is done, may throw as well.</summary>
    [Test]
    public void AProgressThatThrowsEndsTheCallAlone([Values(0, 0.4, 1)] double fraction)
    {
        var progress = new Throwing(fraction);
        _session.Paint(seed: 1);
        float[] painted = Read();
        Action[] calls =
        [
            () => _session.Paint(seed: 2, progress),
            () => _session.PaintDense(seed: 2, progress),
            () => _session.Commit(progress),
            () => _session.SetPrompt("sea", "boats", progress),
        ];
        foreach (Action call in calls)
        {
            Assert.That(call, Throws.TypeOf<InvalidDataException>());
            Assert.That(Read(), Is.EqualTo(painted));
        }

        _session.Paint(seed: 1);
        Assert.That(Read(), Is.EqualTo(painted));
    }

    [Test]
    public void WhatIsSaidOfAPromptThatWasNotTakenIsNotKept()
    {
        string tooLong = string.Join(' ', Enumerable.Repeat("cat", 90));

        Assert.That(() => _session.SetPrompt(tooLong, "", new Throwing(0.5)), Throws.TypeOf<InvalidDataException>());

        Assert.That(_session.Paint().Notices, Has.None.Contains("tokens"));
    }

    /// <summary>Another thread may look at properties while a call runs; what works on the session is refused, and the call ends as it would have.</summary>
    [Test]
    public void AnotherThreadIsRefused()
    {
        _session.Paint(seed: 1);
        float[] painted = Read();
        _session.Revert();
        Action[] calls = [() => _session.Paint(seed: 2), () => _session.Commit(), _session.Revert, _session.Dispose, () => _session.ReadPicture(), () => _session.SetPrompt("sea")];
        int refused = 0;
        _session.Paint(seed: 1, new Meanwhile(() =>
        {
            Assert.That(_session.Memory.Total + _session.Cache.MemoryBytes, Is.Positive);
            foreach (Action call in calls)
            {
                Assert.That(() => Task.Run(call).GetAwaiter().GetResult(), Throws.InvalidOperationException);
                refused++;
            }
        }));

        Assert.That(refused, Is.Positive);
        Assert.That(Read(), Is.EqualTo(painted));
    }

    private float[] Read()
    {
        var picture = new float[_picture.Length];
        _session.ReadPicture(picture);
        return picture;
    }

    private sealed class Meanwhile(Action action) : IProgress<DiffusionProgress>
    {
        public void Report(DiffusionProgress value) => action();
    }

    private sealed class Throwing(double fraction) : IProgress<DiffusionProgress>
    {
        public void Report(DiffusionProgress value)
        {
            if (value.Fraction >= fraction)
                throw new InvalidDataException();
        }
    }
}
