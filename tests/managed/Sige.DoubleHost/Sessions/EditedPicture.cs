using Sige.Devices;
using Sige.Diffusion;
using Sige.Models;

namespace Sige.DoubleHost.Sessions;

/// <summary>An <see cref="SdEditSession"/>: strokes that it finds, and each again with a mask.</summary>
internal sealed class EditedPicture : EditedSession
{
    private const int Size = 32;

    private readonly SdEditSession _session;
    private readonly float[] _picture = new float[Size * Size * 3];
    private readonly byte[][] _masks = Masks(Size, Size);
    private readonly float[][] _edits;

    public EditedPicture(string network, DeviceKind device)
    {
        DiffusionUNet model = DiffusionUNet.Random(Configuration(network));
        float[] original = [.. Enumerable.Range(0, _picture.Length).Select(i => MathF.Sin(0.1f * i))];
        _edits = [.. _masks.Select(mask => original.Select((value, i) => mask[i / 3] == 0 ? value : 0.5f - 0.4f * value).ToArray())];
        SamplerKind sampler = model.PredictionChannels == 3 ? SamplerKind.DpmSolverPlusPlus : SamplerKind.ProgressiveDistillation;
        _session = SdEditSession.Open(model, original, new SdEditOptions
        {
            Engine = new EngineOptions { Kind = device },
            Sampler = new SamplerOptions(sampler) { Steps = 3 },
        });
    }

    public override int Edits => 2 * _edits.Length;

    public override void Edit(int edit)
    {
        int which = edit % _edits.Length;
        if (edit < _edits.Length)
            _session.Edit(_edits[which]);
        else
            _session.Edit(_edits[which], _masks[which]);
    }

    public override void ReadOutput() => _session.ReadPicture(_picture);

    public override void Dispose() => _session.Dispose();

    private static UNetConfiguration Configuration(string network) => new()
    {
        Kind = network switch
        {
            "ddpm" => UNetKind.Ddpm,
            "pd" => UNetKind.ProgressiveDistillation,
            _ => throw new ArgumentException($"There is no U-Net '{network}'."),
        },
        PictureSize = Size,
        Channels = 32,
        ChannelMultipliers = [1, 2],
        BlocksPerLevel = 1,
        AttentionSizes = [Size / 2],
        EmbeddingChannels = 64,
        SparseFrom = Size / 2,
        MaskEpsilon = 0.01f,
        MaskDilation = 1,
    };
}
