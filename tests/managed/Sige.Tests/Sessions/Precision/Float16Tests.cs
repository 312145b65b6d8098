using NUnit.Framework;
using Sige.Devices;
using Sige.Sessions;

namespace Sige.Tests.Sessions;

/// <summary>What float16 is on a processor; on GPUs it runs in the tests of their doubles.</summary>
internal sealed class Float16Tests
{
    [TestCase(DeviceKind.Cpu, null, ComputePrecision.Float32)]
    [TestCase(DeviceKind.Cuda, null, ComputePrecision.Float16)]
    [TestCase(DeviceKind.Metal, null, ComputePrecision.Float16)]
    [TestCase(DeviceKind.Cpu, ComputePrecision.BFloat16, ComputePrecision.BFloat16)]
    [TestCase(DeviceKind.Cuda, ComputePrecision.Float32, ComputePrecision.Float32)]
    public void GpusMultiplyInItUnlessAskedOtherwise(DeviceKind kind, ComputePrecision? asked, ComputePrecision expected) =>
        Assert.That(new SessionOptions { Precision = asked }.PrecisionOn(kind), Is.EqualTo(expected));

    [Test]
    public void AProcessorIsRefused([Values(InstructionSet.Auto, InstructionSet.Portable)] InstructionSet set)
    {
        using Engine engine = Engine.Open(options: new CpuQueueOptions(1, set));
        SessionOptions options = SmallUNet.Options with { Precision = ComputePrecision.Float16 };

        var refused = Assert.Throws<SigeException>(() => new IncrementalSession(engine, SmallUNet.Build(TimeForm.Additive), options).Dispose());

        Assert.That(refused!.Kind, Is.EqualTo(SigeErrorKind.Unsupported));
        Assert.That(refused.Message, Does.Contain("Precision is Float16").And.Contain("GPU"));
    }
}
