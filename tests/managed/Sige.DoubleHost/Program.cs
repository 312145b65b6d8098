using Sige.Devices;
using Sige.DoubleHost;
using Sige.DoubleHost.Checks;

// Sige.DoubleHost LIBRARY CHECK SESSION CASE: says what was found; 1 if it is not what the law wants, 2 if there is no such check.
if (args is not [var library, var check, var session, var network])
{
    Console.Error.WriteLine("usage: Sige.DoubleHost LIBRARY bits|captures|wrapping|cuda-values|metal-values|transfers|times|allocations incremental|incremental-usual|cached|cached-usual|cached-spilled|cached-float32|editor|sdedit NETWORK");
    return 2;
}

Environment.SetEnvironmentVariable("SIGE_LIBRARY", library);
try
{
    string found = check switch
    {
        "bits" => Bits.Check(session, network),
        "captures" when session == "cached" => SlotCaptures.Check(network),
        "captures" => Captures.Check(session, network),
        "wrapping" => Wrapping.Check(session, network),
        "cuda-values" => Values.Check(DeviceKind.Cuda, session, network),
        "metal-values" => Values.Check(DeviceKind.Metal, session, network),
        "transfers" => Transfers.Check(session, network),
        "times" => Times.Check(session, network),
        "allocations" => Allocations.Check(session, network),
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
