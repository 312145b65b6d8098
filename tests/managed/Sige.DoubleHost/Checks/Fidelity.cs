using Sige.Devices;
using Sige.DoubleHost.Sessions;
using Sige.Tests;

namespace Sige.DoubleHost.Checks;

/// <summary>A recorded edit as a device runs it in fewer bits is near the processor's in float32.</summary>
internal static class Fidelity
{
    private const double LeastPsnr = 45;

    /// <summary>As the device runs it unless asked otherwise, in float16.</summary>
    public static string Check(DeviceKind device, string recording)
    {
        using RecordedEdit edit = RecordedEdit.Of(recording);
        return Compare(edit, edit.Run(device));
    }

    /// <summary>In TF32, as a session that asks for it runs.</summary>
    public static string CheckTf32(string recording)
    {
        using RecordedEdit edit = RecordedEdit.Of(recording);
        RecordedEdit inTf32 = edit with { Options = edit.Options with { Precision = ComputePrecision.Tf32, Form = FormNames.Tf32 } };
        return Compare(edit, inTf32.Run(DeviceKind.Cuda, FormNames.Tf32));
    }

    private static string Compare(RecordedEdit edit, float[] found)
    {
        float[] exact = edit.Run(DeviceKind.Cpu);
        double range = edit.Range ?? exact.Max() - exact.Min();
        double meanSquare = found.Zip(exact, (a, b) => Math.Pow((double)a - b, 2)).Average();
        double psnr = 10 * Math.Log10(range * range / meanSquare);
        string result = FormattableString.Invariant($"the edit is {psnr:0.0} dB from the processor's");
        CheckFailedException.Require(psnr >= LeastPsnr, result);
        return result;
    }
}
