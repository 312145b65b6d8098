using System.CommandLine;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Sige.Bench.Micro;

namespace Sige.Bench.Commands;

/// <summary><c>micro</c>: the small pieces, by BenchmarkDotNet in this process.</summary>
internal static class MicroCommand
{
    public static Command Create()
    {
        var command = new Command("micro", "Small pieces by BenchmarkDotNet: one call, masks, index tables, undo log.");
        command.SetAction(_ => Run());
        return command;
    }

    private static int Run()
    {
        ManualConfig config = ManualConfig.Create(DefaultConfig.Instance)
            .AddJob(Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance))
            .WithArtifactsPath(Path.Combine("artifacts", "benchmarks"));
        BenchmarkRunner.Run([typeof(CallBenchmarks), typeof(EditBenchmarks)], config);
        return 0;
    }
}
