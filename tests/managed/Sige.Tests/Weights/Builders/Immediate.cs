namespace Sige.Tests.Weights;

/// <summary>Reports on the calling thread, unlike <see cref="Progress{T}"/>.</summary>
internal sealed class Immediate<T>(Action<T> report) : IProgress<T>
{
    public void Report(T value) => report(value);
}
