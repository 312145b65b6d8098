using System.CommandLine;
using Sige.Bench.Commands;
using Sige.Bench.Workloads;

return new RootCommand("Measures Sige against its own dense runs and against ONNX Runtime.")
{
    ModelCommand.Create(BenchModel.GauGan),
    ModelCommand.Create(BenchModel.GanCompression),
    ConvolutionCommand.Create(),
    CurveCommand.Create(),
    MicroCommand.Create(),
    ModelCommand.CreateMemory(),
}.Parse(args).Invoke();
