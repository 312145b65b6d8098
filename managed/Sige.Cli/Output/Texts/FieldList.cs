using Spectre.Console;

namespace Sige.Cli.Output;

/// <summary>Names with values, one below the other.</summary>
internal sealed class FieldList
{
    private readonly List<(string Name, string Value)> _fields = [];

    /// <summary>Adds a field.</summary>
    public void Add(string name, string value) => _fields.Add((name, value));

    /// <summary>Writes the fields: for a person as two columns, else as plain lines.</summary>
    public void Write(Terminal terminal)
    {
        if (!terminal.Output.Profile.Capabilities.Ansi)
        {
            int width = _fields.Max(field => field.Name.Length) + 2;
            foreach ((string name, string value) in _fields)
                terminal.OutputWriter.WriteLine($"{name.PadRight(width)}{value}");
            return;
        }

        Grid grid = new Grid().AddColumn(new GridColumn().NoWrap()).AddColumn();
        foreach ((string name, string value) in _fields)
            grid.AddRow(new Text(name, new Style(decoration: Decoration.Bold)), new Text(value));
        terminal.Output.Write(grid);
    }
}
