namespace Sige.Tensors;

/// <summary>What an input is to a session.</summary>
public enum InputRole
{
    /// <summary>Changes at the pixels of an edit; all inputs of this role have one height and width.</summary>
    Picture = 0,

    /// <summary>Of any shape, and in an edit as it was recorded: a time, say.</summary>
    Condition = 1,

    /// <summary>
    /// A condition that stays the same for many recordings: a text, say. What depends on such inputs alone is computed when they change, not
    /// in each run, and kept once for all recordings.
    /// </summary>
    Setting = 2,
}
