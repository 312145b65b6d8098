using System.CommandLine;
using Sige.Bench.Measuring;
using Sige.Bench.Output;
using Sige.Bench.SdEdit;
using Sige.Bench.Workloads;
using Sige.Devices;
using Sige.Diffusion;
using Sige.Sessions;

namespace Sige.Bench.Commands;

/// <summary><c>sdedit-ddpm</c> and <c>sdedit-pd</c>: whole edits, all steps of a diffusion.</summary>
internal sealed class SdEditCommand
{
    private const string HalfPrecision = "fp16", FullPrecision = "fp32";
    private const int LargestMargin = 256;

    private readonly string _name;
    private readonly string _network;
    private readonly CommonOptions _common = new(peer: false);
    private readonly Option<bool> _memory = MemoryProbe.CreateOption();

    private readonly Option<string> _cache = new("--cache") { Description = "How recorded steps are kept.", DefaultValueFactory = _ => HalfPrecision };

    private readonly Option<int?> _steps = new("--steps") { Description = "Steps of the sampler; the default is 10 for ddpm and 5 for pd." };

    private readonly Option<long?> _budget = new("--budget")
    {
        Description = "What recorded steps may take in memory; steps past it run dense. The default is no limit.",
        HelpName = "4GB|500MB|0",
        CustomParser = result =>
        {
            if (ByteSize.TryParse(result.Tokens[0].Value, out long bytes))
                return bytes;
            result.AddError($"--budget takes a size such as 4GB, 500MB or 0, but found '{result.Tokens[0].Value}'.");
            return null;
        },
    };

    private readonly Option<int> _margin = new("--margin") { Description = "Pixels around the edit that crop-and-paste takes along.", DefaultValueFactory = _ => 32 };

    private readonly Option<bool> _comparePrecision = new("--compare-precision") { Description = "Run the edit from the other cache too and compare the two." };

    private SdEditCommand(string network)
    {
        _name = $"sdedit-{network}";
        _network = network;
        _cache.AcceptOnlyFromAmong(HalfPrecision, FullPrecision);
        _steps.Check(FindFault);
        _margin.Require(pixels => pixels is >= 0 and <= LargestMargin, $"--margin is 0 to {LargestMargin}.");
    }

    /// <summary>Makes the command of a diffusion network.</summary>
    public static Command Create(string network) => new SdEditCommand(network).Build();

    /// <summary>Reads the options that are this command's own.</summary>
    private SdEditSettings Read(ParseResult result) => new(
        result.GetValue(_cache) == HalfPrecision ? CachePrecision.Float16 : CachePrecision.Float32,
        result.GetValue(_steps),
        result.GetValue(_budget),
        result.GetValue(_margin),
        result.GetValue(_comparePrecision));

    private Command Build()
    {
        var command = new Command(_name, $"Whole edits of {_network} at 256x256 with random weights: incremental, dense, and by crop-and-paste.")
        {
            _cache, _steps, _budget, _margin, _comparePrecision, _memory,
        };
        _common.AddTo(command);
        command.SetAction(result =>
        {
            BenchSettings common = _common.Read(result);
            SdEditSettings settings = Read(result);
            var scene = new SdEditScene(DiffusionNetworks.Create(_network), settings, common);
            return result.GetValue(_memory) ? MemoryProbe.Measure(() => SdEditBench.OpenAndEdit(scene)) : Run(scene, settings, common);
        });
        return command;
    }

    private int Run(SdEditScene scene, SdEditSettings settings, BenchSettings common)
    {
        var output = new BenchOutput(common.Json);
        long peakRss = MemoryProbe.Run();
        output.WriteLine(Machine.Measure(common.Queue).ToString());
        var bench = new SdEditBench(_name, scene, settings, common.Runs);
        SdEditResult result = bench.Run(peakRss);
        SdEditTable.Write(output, result, bench.Notices);
        output.WriteJson(result);
        return 0;
    }

    private string? FindFault(int? steps)
    {
        try
        {
            Sampler.Create(DiffusionNetworks.SamplerOf(DiffusionNetworks.ConfigurationOf(_network), steps));
            return null;
        }
        catch (ArgumentException fault)
        {
            return $"--steps: {fault.Message}";
        }
    }
}
