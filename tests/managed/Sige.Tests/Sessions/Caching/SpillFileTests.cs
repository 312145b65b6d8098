using NUnit.Framework;
using Sige.Devices;
using Sige.Sessions;
using Sige.Tests.Weights;

namespace Sige.Tests.Sessions;

internal sealed class SpillFileTests
{
    [Test]
    public void HoldsWhatIsWrittenAndGoesWithItsOwner()
    {
        using var folder = new TemporaryFolder();
        using Device device = Device.Open(DeviceKind.Cpu);
        using var queue = new Queue(device, new QueueOptions(Threads: 1));
        var file = new SpillFile(folder["spill"], 10_000);
        using (DeviceBuffer buffer = file.Wrap(device, 4096, 5904))
        {
            byte[] written = [.. Enumerable.Range(0, 5904).Select(i => (byte)i)], read = new byte[5904];
            buffer.Write<byte>(queue, written);
            buffer.Read<byte>(queue, read);
            Assert.That(read, Is.EqualTo(written));
        }

        Assert.That(new FileInfo(file.Path).Length, Is.EqualTo(10_000));
        Assert.That(() => file.Wrap(device, 4096, 5905), Throws.InstanceOf<ArgumentOutOfRangeException>());
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
}
