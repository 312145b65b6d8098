using Google.Protobuf;
using Sige.Bench.Convolutions;
using Sige.Bench.Measuring;
using Sige.Devices;
using Sige.Onnx;
using Sige.Onnx.Format;

namespace Sige.Bench.Peers;

/// <summary>ONNX Runtime with a model of one convolution, channels first as it prefers.</summary>
internal static class ConvolutionPeer
{
    private const string Source = "x", Weights = "w", Bias = "b", Result = "y";

    /// <summary>Times dense runs.</summary>
    /// <param name="shape">The convolution. A label map is given as its one-hot; gamma and beta are computed, not applied.</param>
    /// <param name="threads">Threads that share the operator.</param>
    /// <param name="runs">Samples.</param>
    /// <param name="estimate">How samples become a time.</param>
    /// <returns>Seconds.</returns>
    public static double Time(ConvolutionShape shape, int threads, int runs, Estimate estimate)
    {
        using var file = new TemporaryFile();
        using (FileStream stream = File.Create(file.Path))
            Model(shape).WriteTo(stream);
        using var peer = new OnnxPeer(file.Path, threads);
        peer.SetInput<float>(Source, ConvolutionRig.Noise((int)(SourceChannels(shape) * shape.Source.PixelCount)));
        return Timing.Hot(runs, peer.Run, estimate);
    }

    private static int Groups(ConvolutionShape shape) =>
        shape.Depthwise ? shape.In : shape.Modulation == Modulation.Split ? 2 : 1;

    private static int SourceChannels(ConvolutionShape shape) => shape.Modulation == Modulation.Split ? 2 * shape.In : shape.In;

    private static ModelProto Model(ConvolutionShape shape)
    {
        int channels = SourceChannels(shape), groups = Groups(shape);
        var node = new NodeProto
        {
            OpType = "Conv",
            Name = "conv",
            Input = { Source, Weights, Bias },
            Output = { Result },
            Attribute =
            {
                OnnxAttribute.Ints("kernel_shape", shape.Kernel, shape.Kernel),
                OnnxAttribute.Ints("strides", shape.Stride, shape.Stride),
                OnnxAttribute.Ints("pads", [.. shape.Padding.Select(zeros => (long)zeros)]),
                OnnxAttribute.Int("group", groups),
            },
        };
        var graph = new GraphProto
        {
            Name = "conv",
            Node = { node },
            Input = { Declare(Source, 1, channels, shape.Source.H, shape.Source.W) },
            Output = { Declare(Result, 1, shape.Out, shape.H, shape.W) },
            Initializer =
            {
                OnnxConstant.Of(Weights, [shape.Out, channels / groups, shape.Kernel, shape.Kernel], ConvolutionRig.Noise(shape.Out * (channels / groups) * shape.Kernel * shape.Kernel)).ToMessage(),
                OnnxConstant.Of(Bias, [shape.Out], ConvolutionRig.Noise(shape.Out)).ToMessage(),
            },
        };
        return new ModelProto { IrVersion = 8, OpsetImport = { new OperatorSetIdProto { Domain = "", Version = 17 } }, Graph = graph };
    }

    private static ValueInfoProto Declare(string name, params ReadOnlySpan<int> extents)
    {
        var shape = new TensorShapeProto();
        foreach (int extent in extents)
            shape.Dim.Add(new TensorShapeProto.Types.Dimension { DimValue = extent });
        var tensor = new TypeProto.Types.Tensor { ElemType = (int)TensorProto.Types.DataType.Float, Shape = shape };
        return new ValueInfoProto { Name = name, Type = new TypeProto { TensorType = tensor } };
    }
}
