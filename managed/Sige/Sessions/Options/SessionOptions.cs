using Sige.Devices;
using Sige.Interop;
using Sige.Lowering;
using Sige.Tensors;
using Sige.Weights;

namespace Sige.Sessions;

/// <summary>How a session runs its network.</summary>
public sealed record SessionOptions
{
    /// <summary>The smallest size at which an edit computes active pixels only; smaller ones are computed whole.</summary>
    public Resolution SparseFrom { get; init; } = new(16, 32);

    /// <summary>How differences become masks.</summary>
    public MaskOptions Masks { get; init; } = new();

    /// <summary>
    /// How many pixels of a mask, in height and width, stand for a pixel of the inputs: 1, or 8 where the inputs are latents and masks are
    /// those of the picture that they stand for. Masks of all resolutions are made from one of this size, larger ones than the inputs' too,
    /// and dilations are pixels of it.
    /// </summary>
    public int MaskScale { get; init; } = 1;

    /// <summary>
    /// How masks become active pixels. Tiles err less: on the recorded edits their error against the dense picture is that of the
    /// reference within 1 %, that of pixels is 4 to 6 % larger.
    /// </summary>
    public ActivePolicy ActivePolicy { get; init; } = ActivePolicy.Tiles;

    /// <summary>
    /// What an edit does to statistics. Exact ones err less: on the recorded edit of GAN Compression by 0.2 %.
    /// </summary>
    public NormPolicy NormPolicy { get; init; } = NormPolicy.Exact;

    /// <summary>Which pixels of its output an edit computes.</summary>
    public OutputPolicy OutputPolicy { get; init; } = OutputPolicy.Changed;

    /// <summary>
    /// The share of active pixels, 0 to 1, past which a resolution is computed whole because that is faster; above 1 for never.
    /// Measured on GauGAN in tiles: at 45 % of the pixels an edit takes 0.66 of a dense run, at 55 % 0.82, at 65 % 1.03.
    /// </summary>
    public double BreakEven { get; init; } = 0.55;

    /// <summary>What the packed weights of convolutions are kept as.</summary>
    public WeightPrecision WeightPrecision { get; init; } = WeightPrecision.AsFile;

    /// <summary>
    /// In what convolutions and attentions multiply; null for what <see cref="PrecisionOn"/> says. With float16 activations are kept in it, too, where
    /// the device takes them so. A session refuses bfloat16 on a processor
    /// that has no units for it, float16 on any processor, and TF32 on any device but CUDA's, with a <see cref="SigeException"/>; the portable kernels compute bfloat16
    /// anywhere, slowly.
    /// </summary>
    public ComputePrecision? Precision { get; init; }

    /// <summary>
    /// What weights that forms of convolutions keep for themselves may take, as a multiple of what the packed weights take as float32; 0
    /// for none, null for 0.25, with float16 for 0.5, which hold all weights in it, or with bfloat16 for 0.75, of which 0.5 do. What is not kept a
    /// run makes as it goes: on GauGAN a dense run then takes some 15 % longer on a processor, an edit no longer.
    /// </summary>
    public double? KeptWeightsBudget { get; init; }

    /// <summary>
    /// Null for the cheapest form, or the name of the one to use in every convolution that it can compute, as <see cref="ConvolutionForm.Name"/>
    /// has it. A session refuses a name that its device does not know with an <see cref="ArgumentException"/> that lists those it knows.
    /// </summary>
    public string? Form { get; init; }

    /// <summary>
    /// Whether some steps go beyond the active pixels (<see cref="EditMargins"/>). A plan without fusions has fewer such steps: one fusion
    /// is held against another without them.
    /// </summary>
    internal bool FollowsChanges { get; init; } = true;

    /// <summary>Which fusions the plan may use.</summary>
    public LoweringOptions Lowering { get; init; } = new();

    /// <summary>The part of steps; where no device is chosen yet, as on a processor.</summary>
    internal StepOptions Steps => new(Form, PrecisionOn(DeviceKind.Cpu), WeightPrecision);

    /// <summary><see cref="KeptWeightsBudget"/>, its default resolved.</summary>
    internal double ResolvedKeptWeightsBudget => KeptWeightsBudget ?? Precision switch
    {
        ComputePrecision.Float16 => 0.5,
        ComputePrecision.BFloat16 => 0.75,
        _ => 0.25,
    };

    /// <summary>In what a session multiplies on a kind of device.</summary>
    /// <param name="kind">The device's.</param>
    public ComputePrecision PrecisionOn(DeviceKind kind) => Precision ?? kind.UsualPrecision();

    /// <summary>What a session on an engine keeps tensors as that depend on the picture: float16 where it multiplies in it and the device takes it.</summary>
    internal ElementType ActivationsOn(EngineOptions engine) =>
        PrecisionOn(engine.Kind) == ComputePrecision.Float16 && Device.StoresFloat16(engine.Kind, engine.Index) ? ElementType.Float16 : ElementType.Float32;

    /// <summary>These options with the precision that they have on an engine.</summary>
    /// <exception cref="SigeException">The engine lacks units for it; the message says what has them.</exception>
    internal SessionOptions On(Engine engine)
    {
        SessionOptions resolved = this with { Precision = PrecisionOn(engine.Device.Kind) };
        if (resolved.Precision == ComputePrecision.Tf32 && engine.Device.Kind != DeviceKind.Cuda)
        {
            throw new SigeException(
                SigeErrorKind.Unsupported, $"Precision is Tf32, for which devices of kind {engine.Device.Kind} have no kernels: those of CUDA do; Float32 runs here.");
        }

        if (engine.Options.CpuQueue is not { } queue)
            return resolved;
        return resolved.Precision switch
        {
            ComputePrecision.Float16 => throw new SigeException(
                SigeErrorKind.Unsupported,
                "Precision is Float16, for which the processor has no kernels: GPUs do; Float32 and, with units for it, BFloat16 run here."),
            ComputePrecision.BFloat16 when queue.InstructionSet is InstructionSet.Avx512 or InstructionSet.Avx2 or InstructionSet.Neon => throw new SigeException(
                SigeErrorKind.Unsupported,
                $"Precision is BFloat16, for which this queue has no units: it wants AMX (Linux 5.16 or newer), BF16 of AVX-512 or BF16 of 64-bit ARM, and runs on {queue.InstructionSet}."),
            _ => resolved,
        };
    }
}
