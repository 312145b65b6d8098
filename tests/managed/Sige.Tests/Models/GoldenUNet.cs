using Sige.Models;
using Sige.Sessions;
using Sige.Tensors;
using Sige.Weights;

namespace Sige.Tests.Models;

/// <summary>Recorded inputs and outputs of a reference diffusion U-Net, and its weights.</summary>
internal sealed class GoldenUNet : IDisposable
{
    private readonly string _folder;
    private readonly WeightCollection _recording;

    private GoldenUNet(string folder)
    {
        _folder = folder;
        _recording = WeightFile.Open(GoldenData.Find(folder, "io.safetensors"));
        Configuration = UNetConfiguration.Read(GoldenData.Find(folder, "config.json"));
    }

    public UNetConfiguration Configuration { get; }

    /// <summary>How the recordings made their masks: the first dilation is 2 in both.</summary>
    public MaskOptions Masks => new(Configuration.MaskEpsilon, FirstDilation: 2, LevelDilation: 1);

    public static GoldenUNet Open(string folder) => new(folder);

    public WeightCollection OpenWeights(string file = "weights.pth") => WeightFile.Open(GoldenData.Find(_folder, file));

    public DiffusionUNet Load(WeightCollection weights) => DiffusionUNet.Load(weights, Configuration);

    public Dictionary<string, float[]> Inputs(DiffusionUNet network, string state) => new()
    {
        [DiffusionUNet.PictureInput] = Picture($"{state}_input"),
        [DiffusionUNet.TimeInput] = [network.TimeInputOf(_recording.ReadFloat32(_folder == "pd" ? "logsnr" : "t")[0])],
    };

    public SessionInput[] SessionInputs(DiffusionUNet network, string state) =>
        [.. Inputs(network, state).Select(input => new SessionInput(input.Key, input.Value))];

    public byte[] Mask(Resolution size) => Array.ConvertAll(_recording.ReadInt64($"mask_{size}"), value => (byte)value);

    public byte[] DifferenceMask() => Array.ConvertAll(_recording.ReadInt64("difference_mask"), value => (byte)value);

    /// <summary>A recorded tensor as NHWC.</summary>
    public float[] Picture(string name)
    {
        WeightShape shape = _recording.GetInfo(name).Shape;
        (int channels, int area) = ((int)shape[1], (int)(shape[2] * shape[3]));
        float[] planar = _recording.ReadFloat32(name);
        var picture = new float[planar.Length];
        for (int i = 0; i < planar.Length; i++)
            picture[i % area * channels + i / area] = planar[i];
        return picture;
    }

    public void Dispose() => _recording.Dispose();
}
