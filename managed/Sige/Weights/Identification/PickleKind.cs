namespace Sige.Weights;

/// <summary>Says what a pickle holds that is no checkpoint of tensors, and how to save the weights instead.</summary>
internal static class PickleKind
{
    /// <summary>A pickle that <c>torch.save</c> did not write.</summary>
    public const string Plain =
        "this is a plain Python pickle, not one that torch.save wrote; load it in Python and save the weights with torch.save(model.state_dict(), 'weights.pth').";

    private const string Save = "save only the state_dict (torch.save(model.state_dict(), 'weights.pth')), or use a safetensors file.";

    /// <summary>Says why a name of a pickle is not loaded.</summary>
    /// <param name="module">The module that the pickle names.</param>
    /// <param name="name">The class or function in it.</param>
    /// <param name="isRoot">Whether the pickle begins with it, as that of a whole module does.</param>
    public static string Refuse(string module, string name, bool isRoot)
    {
        string quoted = WeightFormatException.Quote($"{module}.{name}");
        if (!IsClass(name))
            return $"the name {quoted} is not one that a checkpoint of plain tensors needs, and is not loaded; {Save}";
        return isRoot
            ? $"this is a pickled module, an object of class {quoted}, which only its own code can load; {Save}"
            : $"the checkpoint holds a Python object of class {quoted}, which only its own code can load and which is not loaded; {Save}";
    }

    /// <summary>Classes are spelt in capitals by convention; functions are not.</summary>
    private static bool IsClass(string name) => name.Split('.')[^1] is [>= 'A' and <= 'Z', ..];
}
