using Sige.Tensors;

namespace Sige.Lowering;

/// <summary>
/// Lets a device keep activations as float16. Values are rounded as they are written and widened as they are read; sums, statistics, scales
/// and shifts stay as they are.
/// </summary>
internal static class Float16Storage
{
    /// <summary>
    /// Chooses what steps make of the picture. Inputs and outputs stay as the caller sees them. What depends on conditions alone, a time or a
    /// text, is small and reaches every pixel: it stays float32, as does what some step can only write or read so.
    /// </summary>
    /// <param name="links">The steps.</param>
    /// <param name="ofPicture">The values that depend on the picture.</param>
    public static void Choose(PlanLinks links, HashSet<PlanValue> ofPicture)
    {
        HashSet<PlanTensor> chosen = [.. links.Written.Where(tensor => ofPicture.Contains(tensor) && CanBeFloat16(links, tensor))];
        while (links.Steps.Any(step => step.KeepsType && LeaveOut(step, chosen)))
        {
            // What is left out may be what another such step reads or writes.
        }

        foreach (PlanTensor tensor in chosen)
            tensor.KeepAs(ElementType.Float16);
    }

    private static bool CanBeFloat16(PlanLinks links, PlanTensor tensor) =>
        tensor.IsFloat
        && !links.IsOutput(tensor)
        && links.Steps[links.Producer(tensor)].MakesFloat16
        && links.Readers(tensor).All(reader => links.Steps[reader].Operands.All(operand => operand.Tensor != tensor || links.Steps[reader].TakesFloat16(operand)));

    /// <summary>Leaves out what a step reads and writes, unless all of it is chosen.</summary>
    /// <returns>Whether some of it was chosen.</returns>
    private static bool LeaveOut(PlanStep step, HashSet<PlanTensor> chosen)
    {
        PlanTensor[] all = [step.Target!, .. step.Operands.Select(operand => operand.Tensor)];
        return !Array.TrueForAll(all, chosen.Contains) && chosen.RemoveWhere(tensor => all.Contains(tensor)) > 0;
    }
}
