namespace Sige.Graphs;

/// <summary>A named result of a graph.</summary>
/// <param name="Name">The name.</param>
/// <param name="Value">The tensor.</param>
public sealed record GraphOutput(string Name, Value Value);
