using Sige.Interop;

namespace Sige.Devices;

/// <summary>
/// An attention: each query takes the mean of the values, weighted by softmax(scale * query . key) over all keys of its image and
/// head. Channels of head i of C channels are [i * C / heads, (i + 1) * C / heads). All tensors are float32.
/// </summary>
public readonly record struct AttentionRun
{
    /// <summary>Heads; divides every channel count.</summary>
    public required int Heads { get; init; }

    /// <summary>Factor of the products; null for 1 / sqrt(channels of a query's head).</summary>
    public float? Scale { get; init; }

    /// <summary>In what to multiply; a softmax is float32.</summary>
    public ComputePrecision Precision { get; init; }

    /// <summary>[N, H, W, Heads * D].</summary>
    public required DeviceTensor Query { get; init; }

    /// <summary>[N, KH, KW, Heads * D].</summary>
    public required DeviceTensor Key { get; init; }

    /// <summary>[N, KH, KW, Heads * DV].</summary>
    public required DeviceTensor Value { get; init; }

    /// <summary>Whether query i, counted row by row, takes keys 0 to i only; there are as many keys as queries.</summary>
    public bool IsCausal { get; init; }

    /// <summary>Queries to compute, or null for all.</summary>
    public ActiveSet? Active { get; init; }

    /// <summary>[N, H, W, Heads * DV]; not a source.</summary>
    public required DeviceTensor Destination { get; init; }

    /// <summary>Describes the run to the library; the scope holds what it refers to.</summary>
    internal SigeAttentionArgs ToNative(ref HandleScope scope)
    {
        var native = SigeAttentionArgs.Create();
        native.Heads = Heads;
        native.Scale = Scale ?? 0;
        native.Precision = (SigePrecision)Precision;
        native.Query = scope.Describe(Query);
        native.Key = scope.Describe(Key);
        native.Value = scope.Describe(Value);
        native.Active = scope.Hold(Active?.Handle);
        native.Dst = scope.Describe(Destination);
        native.Causal = IsCausal ? 1 : 0;
        return native;
    }
}
