using NUnit.Framework;
using Sige.Devices;

namespace Sige.Tests.Interop;

/// <summary>Exceptions of C++ end inside the library.</summary>
internal sealed class NativeExceptionTests
{
    /// <summary>The catch lies in the library, so this passes only where its own search for exception tables finds them.</summary>
    [Test]
    public void AnExceptionInsideTheLibraryIsCaughtThere()
    {
        for (int i = 0; i < 3; i++)
            Assert.That(() => Device.Open((DeviceKind)99), Throws.Exception.With.Message.Not.Empty);
    }
}
