using NUnit.Framework;
using Sige.Interop;

namespace Sige.Tests.Interop;

/// <summary>How a failed call becomes an exception.</summary>
[TestFixture]
internal sealed class SigeExceptionTests
{
    [TestCase(SigeStatus.InvalidArgument, SigeErrorKind.InvalidArgument)]
    [TestCase(SigeStatus.OutOfMemory, SigeErrorKind.OutOfMemory)]
    [TestCase(SigeStatus.Unsupported, SigeErrorKind.Unsupported)]
    [TestCase(SigeStatus.DeviceUnavailable, SigeErrorKind.DeviceUnavailable)]
    [TestCase(SigeStatus.Internal, SigeErrorKind.Internal)]
    [TestCase((SigeStatus)99, SigeErrorKind.Internal)]
    public void Status_decides_the_kind(object status, SigeErrorKind kind)
        => Assert.That(SigeException.Create((SigeStatus)status, "why").Kind, Is.EqualTo(kind));

    [Test]
    public void Message_is_the_library_s()
        => Assert.That(SigeException.Create(SigeStatus.Unsupported, "why").Message, Is.EqualTo("why"));

    [Test]
    public void Missing_message_names_the_status()
        => Assert.That(SigeException.Create(SigeStatus.OutOfMemory, "").Message, Does.Contain("OutOfMemory"));
}
