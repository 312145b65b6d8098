namespace Sige.Weights;

/// <summary>Where a network's constants come from.</summary>
public abstract class ParameterSource
{
    /// <summary>Gives a constant.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="shape">The shape that it must have, outermost extent first.</param>
    /// <returns>The constant; nothing is read yet.</returns>
    /// <exception cref="WeightFormatException">There is no such constant, or its shape differs; the message has both.</exception>
    public abstract Parameter Get(string name, WeightShape shape);

    /// <summary>Gives the first entries of a constant that may be longer than needed.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="length">How many entries are needed.</param>
    /// <returns>A constant of one extent; nothing is read yet.</returns>
    /// <exception cref="WeightFormatException">There is no such constant, or it is too short.</exception>
    public virtual Parameter GetPrefix(string name, int length) => Get(name, [length]);
}
