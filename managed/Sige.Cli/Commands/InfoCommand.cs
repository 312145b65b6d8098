using System.Reflection;
using System.Runtime.InteropServices;
using Sige.Cli.CommandLine;
using Sige.Cli.Output;
using Sige.Devices;
using Spectre.Console;

namespace Sige.Cli.Commands;

/// <summary><c>sige info</c>: what this installation can do on this machine.</summary>
internal sealed class InfoCommand : SigeCommand
{
    private readonly Terminal _terminal;

    /// <summary>Makes the command.</summary>
    public InfoCommand(Terminal terminal)
        : base("info", "Show versions, devices (and why one is missing), instruction sets and threads.")
    {
        _terminal = terminal;
        SetAction(_ => Run());
    }

    /// <inheritdoc/>
    public override IReadOnlyList<CommandExample> Examples => [new("sige info", "Show what runs here")];

    private int Run()
    {
        string version = typeof(InfoCommand).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;
        using Engine engine = Engine.Open();
        CpuQueueOptions cpu = engine.Options.CpuQueue!;
        var fields = new FieldList();
        fields.Add("sige", version);
        fields.Add("library", $"{Engine.Version}, interface version {Engine.InterfaceVersion}");
        fields.Add("loaded from", Engine.LibraryPath);
        fields.Add("system", $"{RuntimeInformation.OSDescription}, {RuntimeInformation.RuntimeIdentifier}, {RuntimeInformation.FrameworkDescription}");
        fields.Add("processor has", string.Join(", ", ProcessorFeatures.Names()));
        fields.Add("threads", $"{cpu.Threads} by default, one for each of {Environment.ProcessorCount} logical processors");
        fields.Write(_terminal);
        _terminal.Output.WriteLine();
        _terminal.Output.Write(InstructionSets(engine.Device, cpu.InstructionSet));
        _terminal.Output.Write(Devices());
        return ExitCode.Success;
    }

    private static Table InstructionSets(Device cpu, InstructionSet chosen)
    {
        Table table = Tables.Create(["instruction set", "usable", "why"], []);
        foreach (InstructionSet set in Enum.GetValues<InstructionSet>().Where(set => set != InstructionSet.Auto))
        {
            string? refusal = Refusal(cpu, set);
            string reason = set == chosen ? "chosen: the best that the processor and the library share" : "in the library; --isa chooses it";
            AddRow(table, Names.Of(set), refusal is null, refusal ?? reason);
        }

        return table;
    }

    private static Table Devices()
    {
        Table table = Tables.Create(["device", "usable", "why"], []);
        foreach (DeviceKind kind in Enum.GetValues<DeviceKind>())
        {
            for (int index = 0; index < Math.Max(1, Device.Count(kind)); index++)
                AddDevice(table, Device.Query(kind, index), new EngineOptions { Kind = kind, Index = index });
        }

        return table;
    }

    private static void AddDevice(Table table, DeviceInfo info, EngineOptions device)
    {
        string name = info.Name.Length > 0 ? $"{info.Name}: " : "";
        string memory = info.MemoryBytes > 0 ? $", {Figures.Bytes(info.MemoryBytes)} of memory" : "";
        AddRow(table, Names.Of(device), info.IsAvailable, $"{name}{info.Reason}{memory}");
    }

    private static string? Refusal(Device cpu, InstructionSet set)
    {
        try
        {
            using var queue = new Queue(cpu, new CpuQueueOptions(Threads: 1, set));
            return null;
        }
        catch (SigeException refused)
        {
            return refused.Message;
        }
    }

    private static void AddRow(Table table, string name, bool isUsable, string reason) => table.AddRow(
        new Text(name),
        isUsable ? new Text("yes", new Style(Color.Green)) : new Text("no", new Style(Color.Grey)),
        new Text(reason));
}
