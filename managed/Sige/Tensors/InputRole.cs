namespace Sige.Tensors;

/// <summary>What an input is to a session.</summary>
public enum InputRole
{
    /// <summary>Changes at the pixels of an edit; all inputs of this role have one height and width.</summary>
    Picture = 0,

    /// <summary>Of any shape, and in an edit as it was recorded: a time, or the words that a picture is made of.</summary>
    Condition = 1,
}
