using Sige.Devices;
using Sige.Interop;
using Sige.Lowering;
using Sige.Tensors;
using Sige.Weights;

namespace Sige.Sessions;

/// <summary>What the last run of a session left to read. Reading waits for the device; it is a call of the session's, one at a time.</summary>
public sealed class SessionOutputs
{
    private readonly ExclusiveUse _use;
    private readonly BoundPlan _bound;
    private readonly string _absence;

    /// <summary>Finds the outputs of a plan.</summary>
    /// <param name="use">That of the session.</param>
    /// <param name="bound">The plan.</param>
    /// <param name="absence">Why there is nothing to read, when there is nothing.</param>
    internal SessionOutputs(ExclusiveUse use, BoundPlan bound, string absence)
    {
        (_use, _bound, _absence) = (use, bound, absence);
        Names = [.. bound.Plan.Outputs.Select(output => output.Name)];
    }

    /// <summary>The outputs of the graph, in its order.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>Whether there is something to read.</summary>
    internal bool ArePresent { get; set; }

    /// <summary>Reads the only output.</summary>
    /// <param name="destination">Receives all elements, [N, H, W, C].</param>
    /// <exception cref="InvalidOperationException">Nothing has run, or the last run failed; the graph has several outputs; or another call runs.</exception>
    /// <exception cref="ArgumentException"><paramref name="destination"/> has another length.</exception>
    /// <exception cref="SigeException">Activations are kept as float16, and the output has a value that is not finite.</exception>
    public void Read(Span<float> destination)
    {
        using ExclusiveUse.Call call = Begin();
        if (Names.Count != 1)
            throw new InvalidOperationException($"The graph has {Names.Count} outputs: name the one to read.");
        Read(0, destination);
    }

    /// <summary>Reads an output.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="destination">Receives all elements, [N, H, W, C].</param>
    /// <exception cref="InvalidOperationException">Nothing has run, or the last run failed; or another call runs.</exception>
    /// <exception cref="ArgumentException">There is no such output, or <paramref name="destination"/> has another length.</exception>
    /// <exception cref="SigeException">Activations are kept as float16, and the output has a value that is not finite.</exception>
    public void Read(string name, Span<float> destination)
    {
        ArgumentNullException.ThrowIfNull(name);
        using ExclusiveUse.Call call = Begin();
        for (int i = 0; i < Names.Count; i++)
        {
            if (Names[i] != name)
                continue;
            Read(i, destination);
            return;
        }

        throw new ArgumentException($"There is no output '{name}'; there is {string.Join(", ", Names)}.", nameof(name));
    }

    /// <summary>Reads which pixels the last run computed at the largest resolution.</summary>
    /// <param name="destination">Receives true for each of them, [H, W].</param>
    /// <exception cref="InvalidOperationException">Nothing has run, or the last run failed; or another call runs.</exception>
    /// <exception cref="ArgumentException"><paramref name="destination"/> has another length.</exception>
    public void ReadComputedPixels(Span<bool> destination)
    {
        using ExclusiveUse.Call call = Begin();
        _bound.Edits.ReadComputedPixels(destination);
    }

    /// <summary>
    /// Reads the active pixels that the last edit found at a resolution: those that steps compute there, unless most are active and they run
    /// whole (<see cref="ResolutionReport.Mode"/>).
    /// </summary>
    /// <param name="resolution">A resolution at which edits can compute active pixels only.</param>
    /// <param name="destination">Receives true for each of them, [H, W].</param>
    /// <exception cref="InvalidOperationException">Nothing was edited; nothing has run, or the last run failed; or another call runs.</exception>
    /// <exception cref="ArgumentException">Edits always run whole at this resolution, or <paramref name="destination"/> has another length.</exception>
    public void ReadActivePixels(Resolution resolution, Span<bool> destination)
    {
        using ExclusiveUse.Call call = Begin();
        _bound.Edits.ReadActivePixels(resolution, destination);
    }

    private ExclusiveUse.Call Begin()
    {
        ExclusiveUse.Call call = _use.Begin("Outputs");
        if (ArePresent)
            return call;
        call.Dispose();
        throw new InvalidOperationException(_absence);
    }

    private void Read(int output, Span<float> destination)
    {
        PlanTensor tensor = _bound.Plan.Outputs[output].Tensor;
        if (destination.Length != tensor.Shape.ElementCount)
            throw new ArgumentException($"Output '{Names[output]}' has {tensor.Shape.ElementCount} elements, {tensor.Shape}, but there is room for {destination.Length}.", nameof(destination));
        DeviceTensor memory = _bound.Memory[tensor].Tensor;
        memory.Buffer!.Read(_bound.Queue, destination, memory.Offset);
        if (_bound.Plan.Activations == ElementType.Float16)
            RequireFinite(Names[output], destination);
    }

    /// <summary>What passes float16 within the network is seen here: infinities, and what sums and normalisations make of them, reach the outputs.</summary>
    private static void RequireFinite(string name, ReadOnlySpan<float> values)
    {
        if (ElementConversion.IndexOfNonFinite(values) is not (>= 0 and int fault))
            return;
        throw new SigeException(SigeErrorKind.InvalidArgument, FormattableString.Invariant(
            $"Output '{name}' is expected to be finite, but is {values[fault]} at element {fault}: with Precision Float16 this device keeps activations as float16, in which values past {ElementConversion.LargestHalf} are infinite. Unless an input is so itself, take Precision Float32."));
    }
}
