using Sige.Bench.Commands;
using Sige.Bench.Edits;
using Sige.Devices;
using Sige.Sessions;

namespace Sige.Bench.Fidelity;

/// <summary>Measures how far edits are from whole runs, Sige's and those of the reference.</summary>
/// <param name="engine">What runs it.</param>
/// <param name="form">The form of Sige's convolutions; <see cref="ConvolutionOperator.FormName"/> is that of the emulation, null the cheapest.</param>
/// <param name="sparseFrom">Height of the smallest resolution at which Sige's edits compute active pixels alone; null for the model's own. The reference keeps its own.</param>
internal sealed class FidelityBench(Engine engine, string? form, int? sparseFrom = null)
{
    /// <summary>Measures all edits of a model, one after the other.</summary>
    /// <param name="model">The model.</param>
    /// <param name="seed">Of its weights.</param>
    /// <param name="edits">What to edit.</param>
    public IEnumerable<FidelityRow> Run(FidelityModel model, ulong seed, IEnumerable<FidelityEdit> edits)
    {
        using var runs = new SigeRuns(engine, model, SparseFromOption.Over(model.Options, sparseFrom) with { Form = form });
        foreach (FidelityEdit edit in edits)
            yield return Measure(model, seed, runs, edit);
    }

    private FidelityRow Measure(FidelityModel model, ulong seed, SigeRuns runs, FidelityEdit edit)
    {
        byte[] changed = edit.Mark(model.Scene.Size);
        byte[] mask = ErrorMask.Of(changed, model.Scene.Size, model.Rules.Masks);
        SessionInput[] edited = model.Scene.Edits(changed)[0];
        EmulatedEdit reference = ReferenceEmulation.Run(engine, model.BuildGraph(), model.Rules, model.Scene.Original, edited, changed);
        float[] output = runs.Edit(edited, changed);
        float[]? cached = runs.EditCached(edited, changed);
        float[] whole = runs.Run(edited);
        return new FidelityRow(
            model.Name,
            model.State,
            seed,
            edit.Name,
            EditArea.Percent(changed),
            Compare(reference.Original, reference.Dense),
            Compare(reference.Sparse, reference.Dense),
            Compare(output, whole),
            cached is null ? null : Compare(cached, whole),
            Compare(output, reference.Dense),
            Compare(whole, reference.Dense));

        PictureError Compare(float[] values, float[] right) => PictureError.Between(values, right, mask);
    }
}
