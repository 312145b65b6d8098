using System.CommandLine;
using System.CommandLine.Parsing;
using System.Reflection;
using System.Runtime.InteropServices;
using Sige.Cli.Output;
using Sige.Devices;
using Sige.Sessions;

namespace Sige.Cli.Pages;

/// <summary>What there is to say of every command's run.</summary>
internal static class RunFacts
{
    /// <summary>The options that were given, as they were typed.</summary>
    public static FactList OfOptions(ParseResult arguments) => new(
        "Options",
        [
            .. arguments.CommandResult.Children.OfType<OptionResult>().Where(option => !option.Implicit).Select(option => new Fact(
                option.Option.Name,
                option.Tokens.Count == 0 ? "given" : string.Join(", ", option.Tokens.Select(token => token.Value)))),
        ]);

    /// <summary>The device that ran the network, and the program.</summary>
    public static FactList OfMachine(EngineOptions engine)
    {
        DeviceInfo device = Device.Query(engine.Kind, engine.Index);
        var facts = new List<Fact> { new("device", $"{Names.Of(engine)}{(device.Name.Length > 0 ? $": {device.Name}" : "")}") };
        if (engine.CpuQueue is { } cpu)
        {
            facts.Add(new("threads", Figures.Write($"{cpu.Threads} of {Environment.ProcessorCount} logical processors")));
            facts.Add(new("instruction set", Names.Of(cpu.InstructionSet)));
            facts.Add(new("processor has", string.Join(", ", ProcessorFeatures.Names())));
        }

        facts.Add(new("system", $"{RuntimeInformation.OSDescription}, {RuntimeInformation.RuntimeIdentifier}"));
        facts.Add(new("runtime", RuntimeInformation.FrameworkDescription));
        facts.Add(new("sige", typeof(RunFacts).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion));
        facts.Add(new("engine", Figures.Write($"{Engine.Version}, interface version {Engine.InterfaceVersion}")));
        return new FactList("Processor and engine", facts);
    }

    /// <summary>What a session takes from its device; what takes nothing is left out.</summary>
    public static FactList OfMemory(MemoryReport memory)
    {
        (string Name, long Bytes)[] parts =
        [
            ("weights", memory.Weights), ("  in 16 bits", memory.NarrowWeights), ("kept weights of forms", memory.KeptWeights),
            ("recorded activations", memory.Recorded), ("recorded steps", memory.Cache), ("second buffers", memory.Spare),
            ("working memory", memory.Transient), ("undo log", memory.Log), ("index tables", memory.ActiveSets),
        ];
        return new FactList("Memory", [.. parts.Where(part => part.Bytes > 0).Select(part => new Fact(part.Name.Trim(), Figures.Bytes(part.Bytes))), new("total", Figures.Bytes(memory.Total))]);
    }
}
