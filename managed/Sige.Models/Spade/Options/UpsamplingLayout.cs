namespace Sige.Models;

/// <summary>How often a SPADE generator doubles its picture on the way from the first map to the last.</summary>
/// <remarks>Source: the <c>num_upsampling_layers</c> option of the SPADE generator.</remarks>
public enum UpsamplingLayout
{
    /// <summary>Five doublings.</summary>
    Normal = 5,

    /// <summary>Six: one more between the two middle blocks.</summary>
    More = 6,

    /// <summary>Seven: as <see cref="More"/>, and one more block at the end.</summary>
    Most = 7,
}
