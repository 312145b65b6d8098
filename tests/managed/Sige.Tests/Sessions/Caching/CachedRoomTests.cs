using NUnit.Framework;
using Sige.Sessions;

namespace Sige.Tests.Sessions;

/// <summary>Slots that the budget has no room for.</summary>
internal sealed class CachedRoomTests
{
    private static readonly CachedCase Case = CachedCase.Of("gc");

    [Test]
    public void ASlotWithoutRoomIsEditedWholeWithoutARecording()
    {
        using var rig = new CachedRig(Case.Graph(), slots: 1, new CachedSessionOptions { Session = Case.Session, BudgetBytes = 0 });
        byte[] mask = Case.Mask((5, 8, 3, 4));
        float[] edited = rig.Edit(Case, 0, mask);
        IReadOnlyList<string> notices = rig.Session.LastReport!.Notices;

        rig.Session.Run(Case.Edited(0, mask));

        Assert.That(rig.Session.HasRoom(0), Is.False);
        Assert.That(notices, Has.Some.Contains("not stored"));
        Assert.That(edited, Is.EqualTo(rig.Output()));
    }

    [Test]
    public void ASlotWithRoomMustBeRecordedFirst()
    {
        using var rig = new CachedRig(Case.Graph(), slots: 1, new CachedSessionOptions { Session = Case.Session });

        Assert.That(rig.Session.HasRoom(0), Is.True);
        Assert.That(() => rig.Edit(Case, 0, Case.Mask()), Throws.InvalidOperationException.With.Message.Contains("empty"));
        Assert.That(() => rig.Session.HasRoom(1), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }
}
