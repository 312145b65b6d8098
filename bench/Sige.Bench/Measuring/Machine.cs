using System.Runtime.InteropServices;
using Sige.Devices;

namespace Sige.Bench.Measuring;

/// <summary>Where figures were taken.</summary>
/// <param name="Processor">Its name.</param>
/// <param name="System">Operating system and architecture.</param>
/// <param name="Threads">Threads of the queue.</param>
/// <param name="Isa">Instruction set of the kernels.</param>
/// <param name="PeakGflops">Register-only multiply-adds, all threads at once, best of several runs.</param>
internal sealed record Machine(string Processor, string System, int Threads, string Isa, double PeakGflops)
{
    /// <summary>
    /// Floating-point operations in the processor's unit of cost, a cycle of two multiply-adds of eight lanes. Dividing the peak by
    /// it gives the clock in which costs and times compare.
    /// </summary>
    private const double FlopsPerCost = 32;

    private const int PeakRuns = 80;

    private static readonly TimeSpan PeakDuration = TimeSpan.FromMilliseconds(10);

    /// <summary>Measures the machine with the threads of the processor's queue; runs are short, so that some are not interrupted.</summary>
    public static Machine Measure(Engine engine)
    {
        CpuQueueOptions cpu = engine.Options.CpuQueue!;
        double peak = 0;
        for (int i = 0; i < PeakRuns; i++)
            peak = Math.Max(peak, engine.Queue.MeasurePeak(PeakDuration));
        return new Machine(
            Device.Query(DeviceKind.Cpu).Name,
            $"{RuntimeInformation.OSDescription}, {RuntimeInformation.ProcessArchitecture}",
            cpu.Threads,
            IsaOf(cpu),
            peak / 1e9);
    }

    /// <summary>As the other, of a processor's queue that is opened for it.</summary>
    public static Machine Measure(CpuQueueOptions queue)
    {
        using Engine engine = Engine.Open(options: queue);
        return Measure(engine);
    }

    /// <summary>Name of a queue's instruction set, such as <c>avx2</c>.</summary>
    public static string IsaOf(CpuQueueOptions queue) => queue.InstructionSet.ToString().ToLowerInvariant();

    /// <summary>Turns a time of all threads into what the cost model should have said.</summary>
    /// <param name="seconds">Time from begin to end.</param>
    public double Cost(double seconds) => seconds * PeakGflops * 1e9 / FlopsPerCost;

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant(
        $"{Processor}; {System}; {Threads} threads; {Isa}; FMA peak {PeakGflops:0.0} GFLOP/s");
}
