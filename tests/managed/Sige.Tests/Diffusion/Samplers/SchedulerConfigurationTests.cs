using NUnit.Framework;
using Sige.Diffusion;
using Sige.Tests.Weights;
using Sige.Weights;

namespace Sige.Tests.Diffusion.Samplers;

/// <summary>What a model's own schedule says of a run, and what is told of one that is not here.</summary>
internal sealed class SchedulerConfigurationTests
{
    /// <summary>The file of Stable Diffusion 1.5.</summary>
    private const string First = """
        {"_class_name": "PNDMScheduler", "_diffusers_version": "0.6.0", "beta_end": 0.012, "beta_schedule": "scaled_linear", "beta_start": 0.00085,
         "num_train_timesteps": 1000, "set_alpha_to_one": false, "skip_prk_steps": true, "steps_offset": 1, "trained_betas": null, "clip_sample": false}
        """;

    [Test]
    public void TheFileOfTheFirstModelIsWhatIsAssumedWithoutOne()
    {
        Assert.That(Parse(First), Is.EqualTo(SchedulerConfiguration.StableDiffusion1));
        Assert.That(Parse("{}"), Is.EqualTo(SchedulerConfiguration.StableDiffusion1));
        Sampler sampler = Parse(First).CreateSampler(steps: 50);
        Assert.That(sampler, Is.InstanceOf<PlmsSampler>());
        Assert.That((sampler.StepCount, sampler.NetworkTime(0), sampler.NetworkTime(50)), Is.EqualTo((51, 981f, 1f)));
        Assert.That(sampler.Level(51), Is.EqualTo(((BetaSampler)sampler).Schedule.Level(0)), "set_alpha_to_one is false");
    }

    [Test]
    public void AFolderIsLookedIn()
    {
        using var folder = new TemporaryFolder();
        Assert.That(SchedulerConfiguration.OfModel(folder["."]), Is.SameAs(SchedulerConfiguration.StableDiffusion1));
        Assert.That(SchedulerConfiguration.OfModel(folder["model.safetensors"]), Is.SameAs(SchedulerConfiguration.StableDiffusion1));
        Directory.CreateDirectory(folder["scheduler"]);
        File.WriteAllText(folder["scheduler/scheduler_config.json"], """{"_class_name": "EulerDiscreteScheduler", "prediction_type": "v_prediction"}""");

        SchedulerConfiguration found = SchedulerConfiguration.OfModel(folder["."]);

        Assert.That((found.Sampler, found.Prediction), Is.EqualTo((SamplerKind.Euler, PredictionKind.Velocity)));
        File.WriteAllText(folder["scheduler/scheduler_config.json"], """{"num_train_timesteps": 1}""");
        Assert.That(
            () => SchedulerConfiguration.OfModel(folder["."]),
            Throws.TypeOf<WeightFormatException>().With.Message.Contains("scheduler_config.json").And.Message.Contains("'num_train_timesteps' is expected to be a whole number from 2 to 65536, but is 1"));
    }

    [TestCase("PNDMScheduler", "", SamplerKind.Plms)]
    [TestCase("DDIMScheduler", "", SamplerKind.Ddim)]
    [TestCase("DPMSolverMultistepScheduler", "", SamplerKind.DpmSolverPlusPlus)]
    [TestCase("DPMSolverMultistepScheduler", """, "algorithm_type": "dpmsolver", "final_sigmas_type": "sigma_min" """, SamplerKind.DpmSolver)]
    [TestCase("EulerDiscreteScheduler", """, "interpolation_type": "linear" """, SamplerKind.Euler)]
    [TestCase("EulerAncestralDiscreteScheduler", "", SamplerKind.EulerAncestral)]
    [TestCase("LCMScheduler", """, "original_inference_steps": 50, "timestep_scaling": 10.0 """, SamplerKind.Lcm)]
    public void ASchedulerIsASampler(string name, string more, SamplerKind kind)
    {
        SchedulerConfiguration scheduler = Parse($$"""{"_class_name": "{{name}}"{{more}}}""");

        Assert.That(scheduler.Sampler, Is.EqualTo(kind));
        Assert.That(scheduler.CreateSampler(steps: 8).Options.Kind, Is.EqualTo(kind));
    }

    [Test]
    public void EveryKeyReachesTheSampler()
    {
        SamplerOptions options = Parse("""
            {"_class_name": "DDIMScheduler", "num_train_timesteps": 500, "beta_schedule": "linear", "beta_start": 0.001, "beta_end": 0.01, "steps_offset": 3,
             "prediction_type": "sample", "timestep_spacing": "trailing", "set_alpha_to_one": true, "use_karras_sigmas": true, "original_inference_steps": 25}
            """).OptionsFor(steps: 10, strength: 0.5);

        Assert.That(options, Is.EqualTo(new SamplerOptions(SamplerKind.Ddim)
        {
            Steps = 10,
            Strength = 0.5,
            TotalSteps = 500,
            NoiseLevel = 500,
            BetaCurve = BetaCurve.Linear,
            BetaStart = 0.001,
            BetaEnd = 0.01,
            StepsOffset = 3,
            Prediction = PredictionKind.Picture,
            Spacing = TimeStepSpacing.Trailing,
            EndsClean = true,
            DistilledSteps = 25,
        }));
    }

    /// <summary>As diffusers takes one scheduler's file for another: a spacing that the file names holds for all, else each has its own.</summary>
    [TestCase(SamplerKind.Ddim, TimeStepSpacing.Leading)]
    [TestCase(SamplerKind.Lcm, TimeStepSpacing.Leading)]
    [TestCase(SamplerKind.Euler, TimeStepSpacing.Linspace)]
    [TestCase(SamplerKind.DpmSolverPlusPlus, TimeStepSpacing.Linspace)]
    public void AnotherSamplerMayBeChosen(SamplerKind kind, TimeStepSpacing spacing)
    {
        Assert.That(Parse(First).OptionsFor(10, sampler: kind).Spacing, Is.EqualTo(spacing));
        Assert.That(Parse("""{"timestep_spacing": "trailing"}""").OptionsFor(10, sampler: kind).Spacing, Is.EqualTo(TimeStepSpacing.Trailing));
    }

    [Test]
    public void KarrasLevelsAreTheFilesUnlessTheyAreChosen()
    {
        SchedulerConfiguration with = Parse("""{"use_karras_sigmas": true}"""), without = Parse("{}");

        Assert.That(with.OptionsFor(10, sampler: SamplerKind.Euler).KarrasSigmas, Is.True);
        Assert.That(with.OptionsFor(10, sampler: SamplerKind.Euler, karras: false).KarrasSigmas, Is.False);
        Assert.That(with.OptionsFor(10, sampler: SamplerKind.Ddim).KarrasSigmas, Is.False, "it has none");
        Assert.That(without.OptionsFor(10, sampler: SamplerKind.DpmSolverPlusPlus, karras: true).KarrasSigmas, Is.True);
        Assert.That(() => without.CreateSampler(10, sampler: SamplerKind.Ddim, karras: true), Throws.ArgumentException.With.Message.Contains("not for Ddim"));
    }

    /// <summary>The noise is as it says all the same, so another sampler may take it away.</summary>
    [TestCase("""{"_class_name": "UniPCMultistepScheduler"}""", "'_class_name' is expected to be 'PNDMScheduler' or 'DDIMScheduler'", "\"UniPCMultistepScheduler\"")]
    [TestCase("""{"_class_name": "DPMSolverMultistepScheduler", "algorithm_type": "sde-dpmsolver++"}""", "'algorithm_type' is expected to be 'dpmsolver++' or 'dpmsolver'", "\"sde-dpmsolver++\"")]
    [TestCase("""{"_class_name": "DPMSolverMultistepScheduler", "solver_order": 3}""", "'solver_order' is expected to be 2", "is 3")]
    [TestCase("""{"_class_name": "PNDMScheduler", "skip_prk_steps": false}""", "'skip_prk_steps' is expected to be true", "is false")]
    [TestCase("""{"_class_name": "EulerDiscreteScheduler", "use_exponential_sigmas": true}""", "'use_exponential_sigmas' is expected to be false", "is true")]
    [TestCase("""{"_class_name": "LCMScheduler", "timestep_scaling": 3}""", "'timestep_scaling' is expected to be 10", "is 3")]
    public void ASamplerThatIsNotHereIsToldWhenItIsAskedFor(string text, string expected, string found)
    {
        SchedulerConfiguration scheduler = Parse(text);

        Assert.That(scheduler.Sampler, Is.Null);
        Assert.That(
            () => scheduler.CreateSampler(10),
            Throws.TypeOf<WeightFormatException>().With.Message.Contains("scheduler.json").And.Message.Contains(expected).And.Message.Contains(found));
        Assert.That(scheduler.CreateSampler(10, sampler: SamplerKind.Ddim).StepCount, Is.EqualTo(10));
    }

    [TestCase("""{"beta_schedule": "squaredcos_cap_v2"}""", "'beta_schedule' is expected to be 'linear' or 'scaled_linear', but is \"squaredcos_cap_v2\"")]
    [TestCase("""{"prediction_type": "flow"}""", "'prediction_type' is expected to be 'epsilon' or 'v_prediction' or 'sample', but is \"flow\"")]
    [TestCase("""{"timestep_spacing": 4}""", "'timestep_spacing' is expected to be 'leading' or 'trailing' or 'linspace', but is 4")]
    [TestCase("""{"beta_start": 0}""", "'beta_start' is expected to be a number above 0 and below 1, but is 0")]
    [TestCase("""{"beta_end": "0.012"}""", "'beta_end' is expected to be a number above 0 and below 1, but is \"0.012\"")]
    [TestCase("""{"trained_betas": [0.1]}""", "'trained_betas' is expected to be null")]
    [TestCase("""{"rescale_betas_zero_snr": true}""", "'rescale_betas_zero_snr' is expected to be false, but is true")]
    [TestCase("""{"thresholding": true}""", "'thresholding' is expected to be false")]
    [TestCase("""{"steps_offset": 1000}""", "'steps_offset' is expected to be a whole number from 0 to 999, but is 1000")]
    [TestCase("""{"set_alpha_to_one": "no"}""", "'set_alpha_to_one' is expected to be true or false")]
    [TestCase("""{"original_inference_steps": 2000}""", "'original_inference_steps' is expected to be a whole number from 1 to 1000, but is 2000")]
    [TestCase("[1]", "an object is expected, but it is a list")]
    [TestCase("3", "an object is expected, but it is a single value")]
    [TestCase("{\"a\": ", "this is no configuration of a noise schedule")]
    public void NoiseThatIsNotHereIsRefused(string text, string message) =>
        Assert.That(() => Parse(text), Throws.TypeOf<WeightFormatException>().With.Message.Contains("scheduler.json").And.Message.Contains(message));

    private static SchedulerConfiguration Parse(string text) => SchedulerConfiguration.Parse(text, "scheduler.json");
}
