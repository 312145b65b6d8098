namespace Sige.Devices;

/// <summary>Some of the forms of a device; none by default.</summary>
public readonly record struct FormSet
{
    private FormSet(ulong bits) => Bits = bits;

    /// <summary>A bit at the id of each form.</summary>
    internal ulong Bits { get; }

    /// <summary>Makes a set.</summary>
    public static FormSet Of(IEnumerable<ConvolutionForm> forms)
    {
        ArgumentNullException.ThrowIfNull(forms);
        ulong bits = 0;
        foreach (ConvolutionForm form in forms)
            bits |= 1UL << form.Id;
        return new FormSet(bits);
    }
}
