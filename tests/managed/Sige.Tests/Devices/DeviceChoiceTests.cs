using NUnit.Framework;
using Sige.Devices;

namespace Sige.Tests.Devices;

internal sealed class DeviceChoiceTests
{
    /// <summary>Whatever this machine has: a GPU is taken where one is usable, and else it is said why none is.</summary>
    [Test]
    public void TakesAUsableGpuAndElseSaysWhyThereIsNone()
    {
        DeviceInfo[] gpus = [Device.Query(DeviceKind.Cuda), Device.Query(DeviceKind.Metal)];

        var choice = DeviceChoice.Best();

        Assert.That(choice.Kind, Is.EqualTo(gpus.FirstOrDefault(gpu => gpu.IsAvailable)?.Kind ?? DeviceKind.Cpu));
        Assert.That(choice.Reason, Is.Not.Empty);
        foreach (DeviceInfo gpu in choice.Kind == DeviceKind.Cpu ? gpus : [])
            Assert.That(choice.Reason, Does.Contain(gpu.Reason.TrimEnd('.')));
        using Engine engine = Engine.Open(choice.Kind, choice.Index);
        Assert.That(engine.Device.Kind, Is.EqualTo(choice.Kind));
    }
}
