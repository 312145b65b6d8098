using NUnit.Framework;

namespace Sige.Tests.Sessions;

/// <summary>While a call runs, makes other calls from its progress callback and from another thread, all of which must be refused.</summary>
internal sealed class Intruder<T>(params Action[] calls) : IProgress<T>
{
    /// <summary>How many calls were refused.</summary>
    public int Refused { get; private set; }

    public void Report(T value)
    {
        if (Refused > 0)
            return;
        foreach (Action call in calls)
        {
            AssertRefused(call);
            Task.Run(() => AssertRefused(call)).GetAwaiter().GetResult();
        }
    }

    private void AssertRefused(Action call)
    {
        InvalidOperationException? refusal = Assert.Throws<InvalidOperationException>(call.Invoke);
        Assert.That(refusal!.Message, Does.Contain("One call at a time").And.Contain("lock").And.Contain(" runs"));
        Refused++;
    }
}
