using Sige.Devices;
using Sige.Graphs;
using Sige.Sessions;
using Sige.Tensors;
using Sige.Weights;

namespace Sige.Cli.Denoising;

/// <summary>How fast this machine works off what the cost model counts, measured in a moment on a small network of 3x3 convolutions.</summary>
/// <param name="CostPerSecond">Cost that all threads together work off in a second.</param>
/// <param name="Engine">The device, and how it ran, defaults resolved.</param>
internal readonly record struct EngineSpeed(double CostPerSecond, EngineOptions Engine)
{
    private const int Size = 64;
    private const int Channels = 128;
    private const int Layers = 4;
    private const int Runs = 5;
    private const string Input = "picture";

    /// <summary>Runs the small network.</summary>
    /// <param name="options">How the queue runs.</param>
    /// <param name="precision">In what the session multiplies; null for what is usual on the device.</param>
    /// <param name="cancellationToken">Ends the measurement.</param>
    public static EngineSpeed Measure(EngineOptions options, ComputePrecision? precision, CancellationToken cancellationToken)
    {
        using Engine engine = Devices.Engine.Open(options);
        using var network = new IncrementalSession(engine, Build(), new SessionOptions { Precision = precision }, cancellationToken);
        SessionInput[] inputs = [new(Input, new float[Size * Size * Channels])];
        var rates = new double[Runs];
        for (int run = 0; run < Runs; run++)
        {
            RunReport report = network.Record(inputs, null, cancellationToken);
            rates[run] = report.Steps.Sum(step => step.Costs?.Cost ?? 0) / report.Steps.Sum(step => step.Time.TotalSeconds);
        }

        Array.Sort(rates);
        return new EngineSpeed(rates[Runs / 2], engine.Options);
    }

    /// <summary>Time for work that the cost model has counted.</summary>
    public TimeSpan TimeOf(double cost) => TimeSpan.FromSeconds(cost / CostPerSecond);

    private static Graph Build()
    {
        var builder = new GraphBuilder();
        Value value = builder.Input(Input, new TensorShape(1, Size, Size, Channels));
        for (int layer = 0; layer < Layers; layer++)
        {
            var shape = new WeightShape([Channels, Channels, 3, 3]);
            value = builder.Conv2D(value, new Parameter($"layer_{layer}", shape, () => [.. Enumerable.Repeat(1e-4f, (int)shape.ElementCount)]));
        }

        builder.Output("prediction", value);
        return builder.Build();
    }
}
