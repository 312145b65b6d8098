namespace Sige.BindingGenerator;

/// <summary>Says that a declaration may not be in the interface, and why.</summary>
internal sealed class GeneratorException : Exception
{
    /// <summary>Makes an exception of a whole sentence.</summary>
    public GeneratorException(string message)
        : base(message)
    {
    }

    /// <summary>Makes an exception that names a declaration.</summary>
    /// <param name="declaration">Name in C, with its parent if it has one.</param>
    /// <param name="problem">What is wrong with it, without a full stop.</param>
    public GeneratorException(string declaration, string problem)
        : base($"{declaration}: {problem}.")
    {
    }
}
