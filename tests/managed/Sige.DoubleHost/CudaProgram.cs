namespace Sige.DoubleHost;

/// <summary>A program that has a context and a stream of its own.</summary>
internal sealed unsafe class CudaProgram : IDisposable
{
    private const uint NonBlocking = 1;

    public CudaProgram()
    {
        nint context, stream, popped;
        Require(((delegate* unmanaged[Cdecl]<uint, int>)CudaDouble.Function("cuInit"))(0));
        Require(((delegate* unmanaged[Cdecl]<nint*, uint, int, int>)CudaDouble.Function("cuCtxCreate_v2"))(&context, 0, 0));
        Require(((delegate* unmanaged[Cdecl]<nint*, uint, int>)CudaDouble.Function("cuStreamCreate"))(&stream, NonBlocking));
        Require(((delegate* unmanaged[Cdecl]<nint*, int>)CudaDouble.Function("cuCtxPopCurrent_v2"))(&popped));
        (Context, Stream) = (context, stream);
    }

    public nint Context { get; }

    public nint Stream { get; }

    public void Dispose()
    {
        Require(((delegate* unmanaged[Cdecl]<nint, int>)CudaDouble.Function("cuStreamDestroy_v2"))(Stream));
        Require(((delegate* unmanaged[Cdecl]<nint, int>)CudaDouble.Function("cuCtxDestroy_v2"))(Context));
    }

    private static void Require(int result) => CheckFailedException.Require(result == 0, $"the driver gives {result}");
}
