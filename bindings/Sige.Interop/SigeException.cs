using Sige.Interop;

namespace Sige;

/// <summary>The engine refused a call or failed; the message is the engine's own sentence.</summary>
public sealed class SigeException : Exception
{
    /// <summary>Makes an exception for a defect.</summary>
    public SigeException()
        : this(SigeErrorKind.Internal, "The engine failed and left no message.")
    {
    }

    /// <summary>Makes an exception for a defect.</summary>
    /// <param name="message">One sentence.</param>
    public SigeException(string message)
        : this(SigeErrorKind.Internal, message)
    {
    }

    /// <summary>Makes an exception for a defect that another one uncovered.</summary>
    /// <param name="message">One sentence.</param>
    /// <param name="innerException">The other one.</param>
    public SigeException(string message, Exception innerException)
        : base(message, innerException)
        => Kind = SigeErrorKind.Internal;

    /// <summary>Makes an exception.</summary>
    /// <param name="kind">Why the engine refused.</param>
    /// <param name="message">One sentence.</param>
    public SigeException(SigeErrorKind kind, string message)
        : base(message)
        => Kind = kind;

    /// <summary>Why the engine refused.</summary>
    public SigeErrorKind Kind { get; }

    /// <summary>Makes the exception for a failed call.</summary>
    internal static SigeException Create(SigeStatus status, string message)
    {
        var kind = Enum.IsDefined((SigeErrorKind)status) ? (SigeErrorKind)status : SigeErrorKind.Internal;
        return new SigeException(kind, message.Length > 0 ? message : $"The engine answered {status} and left no message.");
    }
}
