namespace Sige.Models;

/// <summary>A data set that SPADE generators are published for; it fixes what their files do not say.</summary>
/// <remarks>
/// Source: the data set options of the SPADE implementation, and Park et al., <i>Semantic Image Synthesis with Spatially-Adaptive
/// Normalization</i>, CVPR 2019, section 4.
/// </remarks>
public enum SpadeDataset
{
    /// <summary>36 input channels: 35 classes (label ids 0 to 34) and instance edges; layout <see cref="UpsamplingLayout.More"/>; no unknown class.</summary>
    Cityscapes,

    /// <summary>
    /// 151 input channels: 150 classes and class 150 for unknown pixels, no instance edges; layout <see cref="UpsamplingLayout.Normal"/>.
    /// Class 0 is the wall. Published annotations count from 1, with 0 for other: see <see cref="SpadeGeneratorOptions.FirstLabel"/>.
    /// </summary>
    Ade20K,

    /// <summary>
    /// 184 input channels: 182 classes, class 182 for unknown pixels, and instance edges; layout <see cref="UpsamplingLayout.Normal"/>.
    /// </summary>
    CocoStuff,
}
