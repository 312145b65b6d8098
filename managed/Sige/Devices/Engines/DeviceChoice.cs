namespace Sige.Devices;

/// <summary>A device that was chosen, and why.</summary>
/// <param name="Kind">Which kind of device.</param>
/// <param name="Index">Which of its devices, from 0.</param>
/// <param name="Reason">What it is, and, of the processor, why no GPU is usable: one sentence without its full stop.</param>
public sealed record DeviceChoice(DeviceKind Kind, int Index, string Reason)
{
    private static readonly DeviceKind[] Gpus = [DeviceKind.Cuda, DeviceKind.Metal];

    /// <summary>Chooses the first GPU that is usable here, an NVIDIA one before an Apple one, and the processor where none is.</summary>
    /// <exception cref="DllNotFoundException">The native library was not found; the message lists where it was looked for.</exception>
    public static DeviceChoice Best()
    {
        var refusals = new List<string>();
        foreach (DeviceKind kind in Gpus)
        {
            for (int index = 0; index < Math.Max(1, Device.Count(kind)); index++)
            {
                DeviceInfo info = Device.Query(kind, index);
                if (info.IsAvailable)
                    return new DeviceChoice(kind, index, info.Name);
                refusals.Add(info.Reason.TrimEnd('.'));
            }
        }

        return new DeviceChoice(DeviceKind.Cpu, 0, $"no GPU is usable ({string.Join("; ", refusals.Distinct())})");
    }
}
