using NUnit.Framework;
using Sige.Imaging;
using Sige.Models;
using Sige.Sessions;
using Sige.Tests.Sessions;

namespace Sige.Tests.Models;

/// <summary>An editor lets one call at a time in: two threads get a right picture or a refusal, and never a broken editor.</summary>
internal sealed class GauGanEditorUseTests
{
    private const int Height = 128;
    private const int Width = 256;

    private static readonly LabelMap Original = Paint();
    private static readonly LabelMap First = Paint((70, 110, 180, 230, 24));
    private static readonly LabelMap Second = Paint((10, 30, 10, 60, 21));

    private GauGanEditor _editor = null!;

    [SetUp]
    public void OpenEditor() => _editor = Open();

    [TearDown]
    public void Close() => _editor.Dispose();

    [Test]
    public void ASecondCallIsRefusedAndChangesNothing()
    {
        byte[] right = PictureOf(First);
        var intruder = new Intruder<RunProgress>(
            () => _editor.Render(Second.Ids, Second.ToEdgeMap().Edges),
            () => Edit(Second),
            _editor.Commit,
            _editor.Revert,
            () => _editor.ReadPicture(),
            _editor.Session.Revert,
            _editor.Dispose);

        _editor.Edit(First.Ids, First.ToEdgeMap().Edges, intruder);

        Assert.That(intruder.Refused, Is.EqualTo(14));
        Assert.That(_editor.ReadPicture(), Is.EqualTo(right));
        Assert.That(_editor.Engine.CpuQueue!.Threads, Is.Positive);
    }

    /// <summary>
    /// A picture read after both calls is that of the call that was let in last. More by
    /// <c>dotnet test -- TestRunParameters.Parameter(name="pairs", value="1000")</c>.
    /// </summary>
    [Test]
    public void PairsOfEditsGiveARightPictureOrARefusal()
    {
        int pairs = TestContext.Parameters.Get("pairs", 100);
        (byte[] first, byte[] second) = (PictureOf(First), PictureOf(Second));
        int refused = 0;
        for (int pair = 0; pair < pairs; pair++)
        {
            refused += EditBoth();
            Assert.That(_editor.ReadPicture(), Is.EqualTo(first).Or.EqualTo(second), $"pair {pair}");
            Assert.That(PictureOf(First), Is.EqualTo(first), $"a lone edit after pair {pair}");
            if (pair % 2 == 0)
                _editor.Revert();
        }

        TestContext.Out.WriteLine($"{refused} of {pairs} pairs had a call refused");
    }

    [Test]
    public void APictureIsReadIntoMemoryOfTheCaller()
    {
        Edit(First);
        var picture = new byte[Height * Width * 3];
        _editor.ReadPicture(picture);

        Assert.That(picture, Is.EqualTo(_editor.ReadPicture()));
        Assert.That(() => _editor.ReadPicture(new byte[7]), Throws.ArgumentException.With.Message.Contains("room for 7"));
    }

    /// <summary>The editor's memory serves all calls: maps of another size must not be taken for its own.</summary>
    [Test]
    public void MapsOfAnotherSizeAreRefusedAndChangeNothing()
    {
        byte[] right = PictureOf(First);
        EdgeMap map = Second.ToEdgeMap();

        Assert.That(() => _editor.Edit(Second.Ids[1..], map.Edges), Throws.ArgumentException.With.Message.Contains("32767 are given"));
        Assert.That(() => _editor.Edit(Second.Ids, map.Edges[1..]), Throws.ArgumentException.With.Message.Contains("32767 are given"));
        Assert.That(() => _editor.Edit(Second.Ids, map.Edges, new byte[5]), Throws.ArgumentException.With.Message.Contains("has 5"));
        Assert.That(_editor.ReadPicture(), Is.EqualTo(right));
    }

    [Test]
    public void EditorsRunSideBySide()
    {
        (byte[] first, byte[] second) = (PictureOf(First), PictureOf(Second));
        using GauGanEditor other = Open();

        Parallel.Invoke(
            () => Repeat(_editor, First, first),
            () => Repeat(other, Second, second));

        static void Repeat(GauGanEditor editor, LabelMap map, byte[] expected)
        {
            for (int round = 0; round < 10; round++)
            {
                editor.Edit(map.Ids, map.ToEdgeMap().Edges);
                Assert.That(editor.ReadPicture(), Is.EqualTo(expected));
            }
        }
    }

    private static GauGanEditor Open()
    {
        GauGanEditor editor = GauGanEditor.Open(GoldenData.Find("gaugan", "weights.pth"), Height, Width);
        editor.Render(Original.Ids, Original.ToEdgeMap().Edges);
        return editor;
    }

    private int EditBoth()
    {
        using var gate = new Barrier(2);
        bool[] refused = new bool[2];
        Thread[] threads = [new(() => Run(0, First)), new(() => Run(1, Second))];
        foreach (Thread thread in threads)
            thread.Start();
        foreach (Thread thread in threads)
            thread.Join();
        Assert.That(refused, Has.Some.False);
        return refused.Count(was => was);

        void Run(int index, LabelMap map)
        {
            gate.SignalAndWait();
            try
            {
                Edit(map);
            }
            catch (InvalidOperationException)
            {
                refused[index] = true;
            }
        }
    }

    private RunReport Edit(LabelMap map) => _editor.Edit(map.Ids, map.ToEdgeMap().Edges);

    private byte[] PictureOf(LabelMap map)
    {
        Edit(map);
        return _editor.ReadPicture();
    }

    private static LabelMap Paint(params (int Top, int Bottom, int Left, int Right, byte Id)[] rectangles)
    {
        var ids = new byte[Height * Width];
        ids.AsSpan(0, 40 * Width).Fill(23);
        ids.AsSpan(40 * Width).Fill(7);
        foreach ((int top, int bottom, int left, int right, byte id) in rectangles)
        {
            for (int y = top; y < bottom; y++)
                ids.AsSpan(y * Width + left, right - left).Fill(id);
        }

        return new LabelMap(Width, Height, ids);
    }
}
