using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Sige.Cli.Output;
using Sige.Devices;
using Sige.Sessions;
using Sige.Weights;

namespace Sige.Cli.CommandLine;

/// <summary>The options of commands that run a network.</summary>
internal sealed class EngineArguments
{
    private const int MostThreads = 256;
    private const string Auto = "auto";

    private readonly Option<int> _threads = NamedValue.Number("--threads", "Worker threads; 0 for one per processor", 0, MostThreads, usual: 0);

    private readonly Option<ActivePolicy?> _policy = NamedValue.Option(
        "--policy",
        "What an edit recomputes: 4x4 tiles, as in the paper, or single pixels; default: the model's own",
        ("tiles", ActivePolicy.Tiles),
        ("pixels", ActivePolicy.Pixels));

    private readonly Option<InstructionSet?> _isa = NamedValue.Option(
        "--isa",
        "Instruction set of the kernels; default: the best that the processor has",
        ("auto", InstructionSet.Auto),
        ("portable", InstructionSet.Portable),
        ("avx2", InstructionSet.Avx2),
        ("avx512", InstructionSet.Avx512),
        ("avx512-bf16", InstructionSet.Avx512BFloat16),
        ("amx", InstructionSet.Amx),
        ("neon", InstructionSet.Neon),
        ("neon-bf16", InstructionSet.NeonBFloat16));

    private readonly Option<ComputePrecision?> _precision = NamedValue.Option(
        "--precision",
        "Numbers in which convolutions and attentions multiply; bf16 is faster on processors with units for it, fp16 on GPUs, which keep activations in it too, and tf32, in the range of fp32, on CUDA; all give a slightly different picture; default: fp32 on the cpu, fp16 on a GPU",
        ("fp32", ComputePrecision.Float32),
        ("tf32", ComputePrecision.Tf32),
        ("bf16", ComputePrecision.BFloat16),
        ("fp16", ComputePrecision.Float16));

    private readonly Option<WeightPrecision?> _weights = NamedValue.Option(
        "--weights-precision",
        "What the weights of convolutions are kept as; 16 bits halve their memory; default: as-file, where files of float16 and bfloat16 keep their types",
        ("as-file", WeightPrecision.AsFile),
        ("fp32", WeightPrecision.Float32),
        ("fp16", WeightPrecision.Float16),
        ("bf16", WeightPrecision.BFloat16));

    private readonly Option<GivenDevice?> _device = NamedValue.OptionOf<GivenDevice>(
        "--device",
        "Device that does the work: cpu, cuda or metal, with a number behind a colon where there are several, or auto: a GPU if one is usable; default: cpu",
        "KIND[:N]|auto",
        $"cpu, cuda or metal, with :N behind it for another than the first, or {Auto}",
        ParseDevice);

    private readonly Terminal _terminal;
    private EngineOptions? _best;

    /// <summary>Adds the options to a command.</summary>
    /// <param name="command">The command.</param>
    /// <param name="terminal">Is told what <c>auto</c> chose.</param>
    public EngineArguments(Command command, Terminal terminal)
    {
        _terminal = terminal;
        command.AddCheck(RefuseOptionsOfAnotherDevice);
        command.Add(_device);
        command.Add(_threads);
        command.Add(_policy);
        command.Add(_isa);
        command.Add(_precision);
        command.Add(_weights);
    }

    /// <summary>The device, and how it runs.</summary>
    public EngineOptions Engine(ParseResult arguments)
    {
        GivenDevice? given = arguments.GetValue(_device);
        EngineOptions device = given is { } said ? said.Device ?? (_best ??= ChooseBest(arguments.CommandResult)) : new EngineOptions();
        return device.Kind == DeviceKind.Cpu
            ? device with { Queue = new CpuQueueOptions(arguments.GetValue(_threads), arguments.GetValue(_isa) ?? InstructionSet.Auto) }
            : device;
    }

    /// <summary>What is asked for beside the network's own choices.</summary>
    public SessionSettings Session(ParseResult arguments) =>
        new(arguments.GetValue(_policy), arguments.GetValue(_precision), arguments.GetValue(_weights));

    private EngineOptions ChooseBest(CommandResult arguments)
    {
        var choice = DeviceChoice.Best();
        var device = new EngineOptions { Kind = choice.Kind, Index = choice.Index };
        _terminal.Say($"--device {Auto} chose {Names.Of(device)}: {choice.Reason}");
        foreach (Option option in device.Kind == DeviceKind.Cpu ? [] : GivenForCpu(arguments))
            _terminal.Say($"{option.Name} is an option of the cpu and has no effect on {Names.Of(device)}.");
        return device;
    }

    private static GivenDevice? ParseDevice(string given)
    {
        if (string.Equals(given, Auto, StringComparison.OrdinalIgnoreCase))
            return new GivenDevice(null);
        string[] parts = given.Split(':', 2);
        bool isKind = Enum.TryParse(parts[0], ignoreCase: true, out DeviceKind kind) && Enum.IsDefined(kind) && !char.IsDigit(parts[0][0]);
        int index = 0;
        return isKind && (parts.Length == 1 || int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out index))
            ? new GivenDevice(new EngineOptions { Kind = kind, Index = index })
            : null;
    }

    private void RefuseOptionsOfAnotherDevice(CommandResult result)
    {
        if (result.GetValue(_device)?.Device is not { } device || device.Kind == DeviceKind.Cpu)
            return;
        foreach (Option option in GivenForCpu(result))
            result.AddError($"{option.Name} is an option of the cpu; the device is {Names.Of(device)}.");
    }

    private IEnumerable<Option> GivenForCpu(CommandResult result) => new Option[] { _threads, _isa }.Where(option => result.GetResult(option) is { Implicit: false });

    /// <summary>What stands behind <c>--device</c>; null for <c>auto</c>.</summary>
    private readonly record struct GivenDevice(EngineOptions? Device);
}
