using Sige.Devices;
using Sige.Graphs;
using Sige.Sessions;
using Sige.Tensors;

namespace Sige.Bench.Fidelity;

/// <summary>Makes tensors of a device.</summary>
internal static class DeviceTensors
{
    /// <summary>Uploads constants.</summary>
    public static DeviceBuffer Upload(Engine engine, ReadOnlySpan<float> values)
    {
        var buffer = new DeviceBuffer(engine.Device, values.Length * sizeof(float));
        buffer.Write(engine.Queue, values);
        return buffer;
    }

    /// <summary>Uploads an input.</summary>
    public static DeviceTensor Upload(Engine engine, Value value, SessionInput input)
    {
        DeviceTensor tensor = Allocate(engine.Device, value);
        if (value.ElementType == ElementType.UInt8)
            tensor.Buffer!.Write(engine.Queue, input.Bytes.Span);
        else
            tensor.Buffer!.Write(engine.Queue, input.Floats.Span);
        return tensor;
    }

    /// <summary>Makes a tensor for a value of a graph.</summary>
    public static DeviceTensor Allocate(Device device, Value value) => new(
        new DeviceBuffer(device, value.Shape.ElementCount * value.ElementType.Size()), value.Shape, value.ElementType);

    /// <summary>Reads a tensor of float32.</summary>
    public static float[] Read(Queue queue, DeviceTensor tensor)
    {
        var values = new float[tensor.Shape.ElementCount];
        tensor.Buffer!.Read<float>(queue, values);
        return values;
    }
}
