using System.Text.Json;
using Sige.Models;
using Sige.Weights;

namespace Sige.Diffusion;

/// <summary>Reads the <c>scheduler_config.json</c> of a diffusers model.</summary>
/// <remarks>
/// A key that says how noise was added must be understood. A sampler that is not here is told only when it is asked for: another may be chosen.
/// Source: the schedulers of diffusers (<c>DDIMScheduler</c>, <c>PNDMScheduler</c>, ...), whose keys these are.
/// </remarks>
internal sealed class SchedulerReader(JsonElement root, string label)
    : ConfigurationReader(root, label, $"this configuration of {Owner}")
{
    public const string Owner = "a noise schedule";

    private const int MostSteps = 1 << 16;

    /// <summary>Reads and checks it.</summary>
    public static SchedulerConfiguration Read(string text, string label)
    {
        using JsonDocument document = UNetConfigurationFile.ParseJson(text, label, Owner);
        return document.RootElement.ValueKind == JsonValueKind.Object
            ? new SchedulerReader(document.RootElement, label).Read()
            : throw new WeightFormatException(label, $"this is no configuration of {Owner}: an object is expected, but it is {document.RootElement.ValueKind switch { JsonValueKind.Array => "a list", _ => "a single value" }}.");
    }

    private SchedulerConfiguration Read()
    {
        SchedulerConfiguration usual = SchedulerConfiguration.StableDiffusion1;
        RequireNull("trained_betas");
        foreach (string name in (ReadOnlySpan<string>)["rescale_betas_zero_snr", "thresholding"])
            Require(!Flag(name), name, "false");
        int total = Number("num_train_timesteps", 2, MostSteps, usual.TotalSteps);
        (SamplerKind? sampler, WeightFormatException? fault) = ReadSampler();
        return usual with
        {
            TotalSteps = total,
            BetaCurve = Choose("beta_schedule", usual.BetaCurve, ("linear", BetaCurve.Linear), ("scaled_linear", BetaCurve.ScaledLinear)),
            BetaStart = Between("beta_start", 0, 1, usual.BetaStart),
            BetaEnd = Between("beta_end", 0, 1, usual.BetaEnd),
            Prediction = Choose(
                "prediction_type", usual.Prediction, ("epsilon", PredictionKind.Noise), ("v_prediction", PredictionKind.Velocity), ("sample", PredictionKind.Picture)),
            Spacing = Choose<TimeStepSpacing?>(
                "timestep_spacing", null, ("leading", TimeStepSpacing.Leading), ("trailing", TimeStepSpacing.Trailing), ("linspace", TimeStepSpacing.Linspace)),
            StepsOffset = Number("steps_offset", 0, total - 1, usual.StepsOffset),
            SetAlphaToOne = Flag("set_alpha_to_one", usual.SetAlphaToOne),
            SolverEndsClean = Choose("final_sigmas_type", usual.SolverEndsClean, ("zero", true), ("sigma_min", false)),
            KarrasSigmas = Flag("use_karras_sigmas", usual.KarrasSigmas),
            DistilledSteps = Number("original_inference_steps", 1, total, Math.Min(usual.DistilledSteps, total)),
            Sampler = sampler,
            SamplerFault = fault,
        };
    }

    private (SamplerKind? Sampler, WeightFormatException? Fault) ReadSampler()
    {
        try
        {
            SamplerKind kind = Choose(
                "_class_name",
                SamplerKind.Plms,
                ("PNDMScheduler", SamplerKind.Plms),
                ("DDIMScheduler", SamplerKind.Ddim),
                ("DPMSolverMultistepScheduler", SamplerKind.DpmSolverPlusPlus),
                ("EulerDiscreteScheduler", SamplerKind.Euler),
                ("EulerAncestralDiscreteScheduler", SamplerKind.EulerAncestral),
                ("LCMScheduler", SamplerKind.Lcm));
            return (ReadDetails(kind), null);
        }
        catch (WeightFormatException fault)
        {
            return (null, fault);
        }
    }

    /// <summary>The keys of one sampler alone.</summary>
    private SamplerKind ReadDetails(SamplerKind kind)
    {
        foreach (string name in (ReadOnlySpan<string>)["use_exponential_sigmas", "use_beta_sigmas", "use_lu_lambdas", "use_flow_sigmas"])
            Require(!Flag(name), name, "false");
        switch (kind)
        {
            case SamplerKind.Plms:
                Require(Flag("skip_prk_steps", otherwise: true), "skip_prk_steps", "true");
                break;
            case SamplerKind.DpmSolverPlusPlus:
                RequireIs("solver_order", 2);
                RequireIs("solver_type", "midpoint");
                Require(Flag("lower_order_final", otherwise: true), "lower_order_final", "true");
                Require(!Flag("euler_at_final"), "euler_at_final", "false");
                return Choose("algorithm_type", kind, ("dpmsolver++", kind), ("dpmsolver", SamplerKind.DpmSolver));
            case SamplerKind.Euler:
                RequireNull("sigma_min", "sigma_max");
                RequireIs("interpolation_type", "linear");
                RequireIs("timestep_type", "discrete");
                RequireIs("final_sigmas_type", "zero");
                break;
            case SamplerKind.Lcm:
                RequireIs("timestep_scaling", 10);
                break;
        }

        return kind;
    }
}
