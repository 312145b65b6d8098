using System.CommandLine;
using Sige.Bench.Workloads;

namespace Sige.Bench.Commands;

/// <summary>The commands of this program.</summary>
internal static class BenchCommandLine
{
    /// <summary>Makes the root of all commands.</summary>
    public static RootCommand Create()
    {
        var root = new RootCommand("Measures Sige against its own dense runs and against ONNX Runtime.");
        foreach (string model in BenchModel.Names)
            root.Subcommands.Add(ModelCommand.Create(model));
        root.Subcommands.Add(SdEditCommand.Create(BenchModel.Ddpm));
        root.Subcommands.Add(SdEditCommand.Create(BenchModel.ProgressiveDistillation));
        root.Subcommands.Add(SdEditDemoCommand.Create());
        root.Subcommands.Add(InpaintCommand.Create());
        root.Subcommands.Add(ConvolutionCommand.Create());
        root.Subcommands.Add(CurveCommand.Create());
        root.Subcommands.Add(FidelityCommand.Create());
        root.Subcommands.Add(MicroCommand.Create());
        root.Subcommands.Add(HostCommand.Create());
        root.Subcommands.Add(ShapesCommand.Create());
        root.Subcommands.Add(PeerCommand.Create());
        return root;
    }
}
