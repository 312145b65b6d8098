using System.Runtime.InteropServices;
using Sige.Cli.CommandLine;
using Sige.Cli.Output;

using var interruption = new CancellationTokenSource();

void Interrupt(PosixSignalContext context)
{
    // The first signal asks the command to stop between two steps; a second one ends the process at once.
    context.Cancel = !interruption.IsCancellationRequested;
    interruption.Cancel();
}

using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Interrupt);
using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Interrupt);
return SigeCommandLine.Run(args, Terminal.OfProcess(), interruption.Token);
