namespace Sige.Diffusion;

/// <summary>
/// DPM-Solver of second order in multiple steps: DPM-Solver++(2M), which extrapolates predicted pictures, or DPM-Solver-2, which
/// extrapolates predicted noise.
/// </summary>
/// <remarks>
/// The first step is of first order, and so is the last of a run that is short or ends without noise.
/// With <see cref="TimeStepSpacing.Uniform"/> steps it is the solver of SIGE's reference, whose own noise level is that of one time step later
/// than the network's, and after the last step that of time step 0; so the picture a run leaves keeps a hundredth of noise. With other
/// steps it is that of diffusers, whose levels are the network's.
/// Source: Lu et al., <i>DPM-Solver</i>, NeurIPS 2022, and <i>DPM-Solver++</i>, 2022, algorithm 2.
/// </remarks>
public sealed class DpmSolverSampler : BetaSampler
{
    private readonly bool _onPictures;
    private readonly bool _isReference;

    /// <summary>The order of the last step.</summary>
    private readonly int _lastOrder;

    internal DpmSolverSampler(SamplerOptions options)
        : base(options)
    {
        _onPictures = options.Kind == SamplerKind.DpmSolverPlusPlus;
        _isReference = options.Spacing == TimeStepSpacing.Uniform;
        bool isShort = StepCount < (_isReference ? 10 : 15);
        _lastOrder = isShort || (options.EndsClean && !_isReference) ? 1 : 2;
    }

    /// <inheritdoc/>
    public override int HistoryLength => 1;

    /// <summary>The order of a step, 1 or 2.</summary>
    internal int Order(int step) => step == 0 ? 1 : step + 1 == StepCount ? _lastOrder : 2;

    private protected override void Advance(int step, Span<float> state, ReadOnlySpan<float> prediction, ReadOnlySpan<float> noise, Span<float> history)
    {
        PredictionReader reader = Reader(step);
        (double ofState, double ofModel, double ofSlope) = Coefficients(step);
        var stateFactor = (float)ofState;
        var modelFactor = (float)(ofModel + ofSlope);
        var historyFactor = (float)ofSlope;
        for (int i = 0; i < state.Length; i++)
        {
            float model = _onPictures ? reader.Picture(state[i], prediction[i]) : reader.Noise(state[i], prediction[i]);
            float sample = stateFactor * state[i] + modelFactor * model;
            state[i] = historyFactor == 0 ? sample : sample - historyFactor * history[i];
            history[i] = model;
        }
    }

    /// <summary>Factors of the state, of the model's value, and of its difference from that of the step before.</summary>
    private (double State, double Model, double Slope) Coefficients(int step)
    {
        double logAlpha = LogAlpha(step);
        double nextLogAlpha = LogAlpha(step + 1);
        double h = Lambda(nextLogAlpha) - Lambda(logAlpha);
        double state;
        double model;
        if (_onPictures)
        {
            state = Sigma(nextLogAlpha) / Sigma(logAlpha);
            model = -Math.Exp(nextLogAlpha) * (Math.Exp(-h) - 1);
        }
        else
        {
            state = Math.Exp(nextLogAlpha - logAlpha);
            model = -Sigma(nextLogAlpha) * (Math.Exp(h) - 1);
        }

        if (Order(step) == 1)
            return (state, model, 0);
        double previous = Lambda(logAlpha) - Lambda(LogAlpha(step - 1));
        return (state, model, 0.5 * model * h / previous);
    }

    private double LogAlpha(int step) => _isReference ? Schedule.LogAlpha(TimeStep(step) + 1) : 0.5 * Math.Log(AlphaProduct(step));

    private static double Sigma(double logAlpha) => Math.Sqrt(1 - Math.Exp(2 * logAlpha));

    private static double Lambda(double logAlpha) => logAlpha - Math.Log(Sigma(logAlpha));
}
