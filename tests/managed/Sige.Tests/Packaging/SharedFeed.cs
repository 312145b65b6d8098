using NUnit.Framework;

namespace Sige.Tests.Packaging;

/// <summary>The feed of all packages but the tool's, packed when a test first asks for it and kept for the others.</summary>
[SetUpFixture]
internal sealed class SharedFeed
{
    private static readonly Lazy<PackageFeed> Lazy = new(() => new PackageFeed(
        "bindings/Sige.Runtime/Sige.Runtime.csproj", "bindings/Sige.Interop", "managed/Sige", "managed/Sige.Imaging", "managed/Sige.Models", "managed/Sige.Diffusion"));

    public static PackageFeed Feed => Lazy.Value;

    [OneTimeTearDown]
    public void Clean()
    {
        if (Lazy.IsValueCreated)
            Lazy.Value.Dispose();
    }
}
