namespace Sige.Sessions;

/// <summary>What an edit does to the statistics of instance and group normalisation at sparse resolutions.</summary>
public enum NormPolicy
{
    /// <summary>They stay as recorded: the paper's choice.</summary>
    Recorded,

    /// <summary>They are brought up to date with the pixels that the edit computes.</summary>
    Exact,
}
