using Sige.Bench.Commands;
using Sige.Bench.Edits;
using Sige.Bench.Workloads;
using Sige.Devices;
using Sige.Diffusion;
using Sige.Models;
using Sige.Sessions;
using Sige.Tensors;

namespace Sige.Bench.SdEdit;

/// <summary>A network with a picture, edits of it, and how to denoise them.</summary>
internal sealed class SdEditScene
{
    private readonly PaintedPicture _picture;

    /// <summary>Makes the network and the pictures.</summary>
    public SdEditScene(DiffusionUNet network, SdEditSettings settings, BenchSettings common)
    {
        Network = network;
        Size = new Resolution(network.PictureSize, network.PictureSize);
        _picture = new PaintedPicture(Size);
        Mask = EditArea.Mark(EditForm.Rectangle, Size, common.EditPercent);
        Edits = _picture.Edits(Mask);
        Options = new SdEditOptions
        {
            Sampler = DiffusionNetworks.SamplerOf(network.Configuration, settings.Steps),
            Session = common.Over(network.SessionOptions),
            Precision = settings.Precision,
            BudgetBytes = settings.BudgetBytes,
            Engine = new EngineOptions { Queue = common.Queue },
        };
    }

    /// <summary>The network.</summary>
    public DiffusionUNet Network { get; }

    /// <summary>Height and width of the pictures.</summary>
    public Resolution Size { get; }

    /// <summary>How to denoise.</summary>
    public SdEditOptions Options { get; }

    /// <summary>[H, W], 1 where the edits differ from the original.</summary>
    public byte[] Mask { get; }

    /// <summary>The picture before all edits, [H, W, 3].</summary>
    public float[] Original => _picture.Original;

    /// <summary>Edited pictures that take turns.</summary>
    public float[][] Edits { get; }
}
