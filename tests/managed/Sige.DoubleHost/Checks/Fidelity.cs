using Sige.Devices;
using Sige.DoubleHost.Sessions;

namespace Sige.DoubleHost.Checks;

/// <summary>A recorded edit as a device runs it unless asked otherwise, in float16, is near the processor's in float32.</summary>
internal static class Fidelity
{
    private const double LeastPsnr = 45;

    public static string Check(DeviceKind device, string recording)
    {
        using RecordedEdit edit = RecordedEdit.Of(recording);
        float[] exact = edit.Run(DeviceKind.Cpu), found = edit.Run(device);
        double range = edit.Range ?? exact.Max() - exact.Min();
        double meanSquare = found.Zip(exact, (a, b) => Math.Pow((double)a - b, 2)).Average();
        double psnr = 10 * Math.Log10(range * range / meanSquare);
        string result = FormattableString.Invariant($"the edit is {psnr:0.0} dB from the processor's");
        CheckFailedException.Require(psnr >= LeastPsnr, result);
        return result;
    }
}
