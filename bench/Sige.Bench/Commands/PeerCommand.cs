using System.CommandLine;
using System.Globalization;
using Sige.Bench.Measuring;
using Sige.Bench.Peers;
using Sige.Bench.Workloads;

namespace Sige.Bench.Commands;

/// <summary><c>peer</c>: what <see cref="PeerProcess"/> starts.</summary>
internal static class PeerCommand
{
    private const string Name = "peer";

    /// <summary>The command line of the process.</summary>
    public static string[] Arguments(string model, int threads, double editPercent) =>
        [Name, model, threads.ToString(CultureInfo.InvariantCulture), editPercent.ToString("R", CultureInfo.InvariantCulture)];

    public static Command Create()
    {
        var model = new Argument<string>("model");
        model.AcceptOnlyFromAmong([.. BenchModel.Names]);
        var threads = new Argument<int>("threads");
        var edit = new Argument<double>("edit");
        var command = new Command(Name, "Runs a model in ONNX Runtime whenever standard input has a number, and prints the seconds.") { model, threads, edit };
        command.Hidden = true;
        command.SetAction(result => Run(result.GetValue(model)!, result.GetValue(threads), result.GetValue(edit)));
        return command;
    }

    private static int Run(string model, int threads, double editPercent)
    {
        using var peer = new ModelPeer(BenchModel.Create(model), threads, editPercent);
        Timing.WarmUp(1, number => peer.Run(number));
        PeerLines.Serve(Console.In, Console.Out, OnnxPeer.Version, peer.Run);
        return 0;
    }
}
