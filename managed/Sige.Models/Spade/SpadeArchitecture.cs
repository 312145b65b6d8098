namespace Sige.Models;

/// <summary>The structure and all widths of a SPADE generator.</summary>
/// <param name="Reading">What its input channels are, and how often it doubles.</param>
/// <param name="Modulation">What its modulations are made of.</param>
/// <param name="Blocks">The residual blocks, first to last.</param>
internal sealed record SpadeArchitecture(SpadeReading Reading, SpadeModulation Modulation, IReadOnlyList<SpadeBlock> Blocks)
{
    private static readonly string[] Names = ["head_0", "G_middle_0", "G_middle_1", "up_0", "up_1", "up_2", "up_3", "up_4"];

    /// <summary>The channels of the first map.</summary>
    public int FirstWidth => Blocks[0].In;

    /// <summary>The names of the blocks of a layout, first to last.</summary>
    public static IEnumerable<string> BlockNames(UpsamplingLayout layout) =>
        layout == UpsamplingLayout.Most ? Names : Names.Take(Names.Length - 1);

    /// <summary>The widths that the paper's rule gives: 16 units up to the middle, halved by every later block.</summary>
    /// <param name="channels">The unit of the first map, then of each block; the last one stands for all that follow.</param>
    /// <param name="reading">Layout and input channels.</param>
    public static SpadeArchitecture Nominal(IReadOnlyList<int> channels, SpadeReading reading)
    {
        var blocks = new List<SpadeBlock>();
        int width = 16 * channels[0];
        foreach (string name in BlockNames(reading.Layout))
        {
            int index = blocks.Count;
            int unit = channels[Math.Min(index + 1, channels.Count - 1)];
            bool upper = index >= 3;
            int middle = upper ? Math.Max(unit * 16 >> (index - 2), 1) : 16 * unit;
            blocks.Add(new SpadeBlock(name, width, middle, upper ? middle : width, 2 * unit, upper));
            width = blocks[^1].Out;
        }

        return new SpadeArchitecture(reading, SpadeModulation.Usual, blocks);
    }
}
