using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using NUnit.Framework;
using Sige.Devices;
using Sige.Sessions;
using Sige.Tests.Weights;

namespace Sige.Tests.Sessions;

internal sealed partial class SpillFileTests
{
    [Test]
    public void HoldsWhatIsWrittenAndGoesWithItsOwner()
    {
        using var folder = new TemporaryFolder();
        using Engine engine = Engine.Open(options: new CpuQueueOptions(1));
        var file = new SpillFile(folder["spill"], 10_000);
        using (DeviceBuffer buffer = file.Wrap(engine.Device, 4096, 5904))
        {
            byte[] written = [.. Enumerable.Range(0, 5904).Select(i => (byte)i)], read = new byte[5904];
            buffer.Write<byte>(engine.Queue, written);
            buffer.Read<byte>(engine.Queue, read);
            Assert.That(read, Is.EqualTo(written));
        }

        Assert.That(new FileInfo(file.Path).Length, Is.EqualTo(10_000));
        Assert.That(() => file.Wrap(engine.Device, 4096, 5905), Throws.InstanceOf<ArgumentOutOfRangeException>());
        file.Dispose();
        file.Dispose();
        Assert.That(Directory.GetFiles(folder["spill"]), Is.Empty);
    }

    [Test]
    public void WhatADeadProcessLeftIsDeletedAndAnotherSessionsFileIsNot()
    {
        using var folder = new TemporaryFolder();
        using var living = new SpillFile(folder["spill"], 4096);
        string dead = Path.Combine(folder["spill"], "sige-cache-0123456789abcdef0123456789abcdef.spill");
        string other = Path.Combine(folder["spill"], "notes.txt");
        File.WriteAllBytes(dead, new byte[100]);
        File.WriteAllText(other, "not ours");

        using var next = new SpillFile(folder["spill"], 4096);

        Assert.That(Directory.GetFiles(folder["spill"]), Is.EquivalentTo(new[] { living.Path, next.Path, other }));
    }

    [Test]
    public void AFullDiskIsNamedWithItsFigures()
    {
        using var folder = new TemporaryFolder();
        long wanted = new DriveInfo(folder[""]).AvailableFreeSpace + (1L << 40);

        IOException fault = Assert.Throws<IOException>(() => new SpillFile(folder["spill"], wanted).Dispose());

        Assert.That(fault.Message, Does.Contain(folder["spill"]).And.Contain($"wants {wanted} bytes").And.Contain("bytes free"));
        Assert.That(Directory.GetFiles(folder["spill"]), Is.Empty);
    }

    /// <summary>The umask is opened so far that only the mode which the file was made with can hold others back.</summary>
    [Test, NonParallelizable, Platform(Exclude = "Win"), UnsupportedOSPlatform("windows")]
    public void OnlyItsOwnerCanReadIt()
    {
        using var folder = new TemporaryFolder();
        uint usual = SetCreationMask(0);
        try
        {
            using var file = new SpillFile(folder["spill"], 4096);

            Assert.That(File.GetUnixFileMode(file.Path), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite));
        }
        finally
        {
            SetCreationMask(usual);
        }
    }

    [Test, NonParallelizable, Platform(Exclude = "Win"), UnsupportedOSPlatform("windows")]
    public void OnlyItsOwnerCanReadThatOfAnOpenSession()
    {
        using var folder = new TemporaryFolder();
        uint usual = SetCreationMask(0);
        try
        {
            var @case = CachedCase.Of("general");
            var options = new CachedSessionOptions { Session = @case.Session, BudgetBytes = 0, SpillDirectory = folder["spill"] };
            using CachedRig rig = CachedRig.Recorded(@case, 1, options);

            Assert.That(rig.Session.State(0), Is.EqualTo(SlotState.Spilled));
            Assert.That(
                Directory.GetFiles(folder["spill"]).Select(File.GetUnixFileMode), Is.EqualTo(new[] { UnixFileMode.UserRead | UnixFileMode.UserWrite }));
        }
        finally
        {
            SetCreationMask(usual);
        }
    }

    [Test, Platform(Exclude = "Win")]
    public void AnotherUsersLeftoverIsNotTouched()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder["spill"]);
        string theirs = Path.Combine(folder["spill"], "sige-cache-00000000000000000000000000000001.spill");
        File.WriteAllBytes(theirs, new byte[100]);
        Assume.That(ChangeOwner(theirs, 12345, 12345), Is.Zero, "only a superuser gives files away");

        using var next = new SpillFile(folder["spill"], 4096);

        Assert.That(File.Exists(theirs));
    }

    [Test, Platform(Exclude = "Win")]
    public void ALinkIsNotFollowed()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder["spill"]);
        string target = folder.Write([1, 2, 3], "mine"), link = Path.Combine(folder["spill"], "sige-cache-00000000000000000000000000000002.spill");
        File.CreateSymbolicLink(link, target);

        using var next = new SpillFile(folder["spill"], 4096);

        Assert.That(File.ReadAllBytes(target), Is.EqualTo(new byte[] { 1, 2, 3 }));
        Assert.That(File.Exists(link));
    }

    [LibraryImport("libc", EntryPoint = "umask")]
    private static partial uint SetCreationMask(uint mask);

    [LibraryImport("libc", EntryPoint = "chown", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int ChangeOwner(string path, uint user, uint group);
}
