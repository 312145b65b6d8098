using Sige.Models;
using Sige.Sessions;
using Sige.Tensors;
using Sige.Weights;

namespace Sige.Tests.Models;

/// <summary>Recorded inputs and outputs of a reference generator.</summary>
internal sealed class GoldenScene : IDisposable
{
    private readonly WeightCollection _file;

    private GoldenScene(string path) => _file = WeightFile.Open(path);

    public int Height => (int)_file.GetInfo(LabelName("original")).Shape[2];

    public int Width => (int)_file.GetInfo(LabelName("original")).Shape[3];

    public float[] Edges => _file.Contains("instance_edges") ? _file.ReadFloat32("instance_edges") : new float[Height * Width];

    public static GoldenScene Open(string folder, string file = "io.safetensors") => new(GoldenData.Find(folder, file));

    public byte[] Labels(string state) => Array.ConvertAll(_file.ReadInt64(LabelName(state)), id => (byte)id);

    public byte[] Mask(Resolution size) => Array.ConvertAll(_file.ReadInt64($"mask_{size}"), value => (byte)value);

    public byte[] DifferenceMask() => Array.ConvertAll(_file.ReadInt64("difference_mask"), value => (byte)value);

    /// <summary>A recorded picture as NHWC.</summary>
    public float[] Picture(string name)
    {
        float[] planar = _file.ReadFloat32(name);
        int area = Height * Width;
        var picture = new float[planar.Length];
        for (int i = 0; i < planar.Length; i++)
            picture[i % area * 3 + i / area] = planar[i];
        return picture;
    }

    public Dictionary<string, float[]> Inputs(string state) => new()
    {
        [SpadeGenerator.LabelsInput] = Array.ConvertAll(Labels(state), id => (float)id),
        [SpadeGenerator.EdgesInput] = Edges,
    };

    public SessionInput[] SessionInputs(string state) =>
        [new(SpadeGenerator.LabelsInput, Labels(state)), new(SpadeGenerator.EdgesInput, Edges)];

    public void Dispose() => _file.Dispose();

    private string LabelName(string state) => _file.Contains("label") ? "label" : $"{state}_label";
}
