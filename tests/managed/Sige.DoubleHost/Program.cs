using Sige.Devices;
using Sige.DoubleHost;
using Sige.DoubleHost.Checks;

// Sige.DoubleHost LIBRARY CHECK SESSION CASE: says what was found; 1 if it is not what the law wants, 2 if there is no such check. DEVICE is cuda or metal.
if (args is not [var library, var check, var session, var network])
{
    Console.Error.WriteLine("usage: Sige.DoubleHost LIBRARY bits|captures|wrapping|transfers|times|allocations|keeping|DEVICE-values|DEVICE-laws|DEVICE-memory|DEVICE-overflow|DEVICE-faults|DEVICE-fidelity|tf32 incremental|incremental-usual|cached|cached-usual|cached-spilled|cached-float32|editor|sdedit NETWORK");
    return 2;
}

Environment.SetEnvironmentVariable("SIGE_LIBRARY", library);
try
{
    string found = check.Split('-') switch
    {
        ["bits"] => Bits.Check(session, network),
        ["captures"] when session == "cached" => SlotCaptures.Check(network),
        ["captures"] => Captures.Check(session, network),
        ["wrapping"] => Wrapping.Check(session, network),
        ["transfers"] => Transfers.Check(session, network),
        ["times"] => Times.Check(session, network),
        ["allocations"] => Allocations.Check(session, network),
        ["keeping"] => KeptWeights.Check(network),
        ["tf32"] => Fidelity.CheckTf32(network),
        [var device, "values"] => Values.Check(KindOf(device), session, network),
        [var device, "laws"] => StorageLaws.Check(KindOf(device), session, network),
        [var device, "memory"] => StorageMemory.Check(KindOf(device), network),
        [var device, "overflow"] => StorageOverflow.Check(KindOf(device)),
        [var device, "faults"] => SessionFaults.Check(KindOf(device), network),
        [var device, "fidelity"] => Fidelity.Check(KindOf(device), network),
        _ => throw new ArgumentException($"There is no check '{check}'."),
    };
    Console.WriteLine(found);
    return 0;
}
catch (CheckFailedException failed)
{
    Console.Error.WriteLine(failed.Message);
    return 1;
}

static DeviceKind KindOf(string name) => Enum.Parse<DeviceKind>(name, ignoreCase: true);
