namespace Sige.BindingGenerator.Model;

/// <summary>A documentation comment, as plain text.</summary>
/// <param name="Summary">Its paragraphs, joined.</param>
/// <param name="Parameters">Text of each <c>@param</c>, by name.</param>
/// <param name="Returns">Text of <c>@return</c>, or null.</param>
internal sealed record Documentation(string Summary, IReadOnlyDictionary<string, string> Parameters, string? Returns);

/// <summary>A type as the header spells it.</summary>
/// <param name="Name">Name without qualifiers, stars and brackets.</param>
/// <param name="Pointers">How many stars.</param>
/// <param name="Length">Elements of a fixed array, or null.</param>
/// <param name="IsList">Whether it is a pointer to pointers that stay as they are: <c>T* const*</c>.</param>
internal sealed record CType(string Name, int Pointers, int? Length, bool IsList = false);

/// <summary>A number with a name.</summary>
internal sealed record Constant(string Name, long Value, Documentation Documentation);

/// <summary>An enumeration: a typedef of int32_t and the enum that lists its values.</summary>
internal sealed record EnumDeclaration(string Name, Documentation Documentation, IReadOnlyList<Constant> Members);

/// <summary>A field of a struct.</summary>
internal sealed record Field(string Name, CType Type, Documentation Documentation);

/// <summary>A struct whose fields the header shows.</summary>
internal sealed record StructDeclaration(string Name, Documentation Documentation, IReadOnlyList<Field> Fields);

/// <summary>A struct that only the library knows; callers hold pointers to it.</summary>
internal sealed record OpaqueDeclaration(string Name, Documentation Documentation);

/// <summary>A parameter of a function.</summary>
internal sealed record Parameter(string Name, CType Type);

/// <summary>A function of the interface.</summary>
/// <param name="Header">File name of the header that declares it, without extension.</param>
internal sealed record FunctionDeclaration(
    string Name, string Header, CType Returns, IReadOnlyList<Parameter> Parameters, Documentation Documentation);

/// <summary>All that the headers declare, in their order.</summary>
internal sealed record Interface(
    IReadOnlyList<Constant> Constants,
    IReadOnlyList<EnumDeclaration> Enums,
    IReadOnlyList<StructDeclaration> Structs,
    IReadOnlyList<OpaqueDeclaration> Opaques,
    IReadOnlyList<FunctionDeclaration> Functions);
