namespace Sige.Devices;

/// <summary>Rows in a buffer: float32 [N, pixels, C], in an active set's order.</summary>
/// <param name="Buffer">The buffer.</param>
/// <param name="Offset">Byte at which they begin.</param>
public readonly record struct DeviceRows(DeviceBuffer Buffer, long Offset = 0);
