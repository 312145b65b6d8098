using System.Text.Json.Serialization;
using Sige.Imaging;

namespace Sige.Bench.SdEdit;

/// <summary>What a person does to a picture before it is denoised.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<StreetEditKind>))]
internal enum StreetEditKind
{
    /// <summary>Something new is painted in rough strokes.</summary>
    Strokes,

    /// <summary>Something is painted over with what surrounds it.</summary>
    Removed,

    /// <summary>Something gets another colour.</summary>
    Recoloured,

    /// <summary>Something is moved to, or copied to, another place.</summary>
    Moved,
}

/// <summary>An edited picture.</summary>
/// <param name="Name">What was done, in two words.</param>
/// <param name="Kind">What kind of edit it is.</param>
/// <param name="Picture">The picture, 128x128.</param>
internal sealed record StreetEdit(string Name, StreetEditKind Kind, RgbImage Picture);

/// <summary>A picture and edits of it.</summary>
/// <param name="Name">Where in the street it is.</param>
/// <param name="Original">The picture before all edits, 128x128.</param>
/// <param name="Edits">The edits.</param>
internal sealed record StreetScene(string Name, RgbImage Original, IReadOnlyList<StreetEdit> Edits);
