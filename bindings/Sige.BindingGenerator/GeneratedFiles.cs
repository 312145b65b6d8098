using Sige.BindingGenerator.Emit;
using Sige.BindingGenerator.Model;

namespace Sige.BindingGenerator;

/// <summary>The files that the generator owns: their text, and how they compare with those on disk.</summary>
internal sealed class GeneratedFiles
{
    private const string InteropFolder = "bindings/Sige.Interop/Generated";
    private const string ProbeFile = "tests/native/layout_probe.g.c";

    private readonly string _root;
    private readonly SortedDictionary<string, string> _texts = new(StringComparer.Ordinal);

    /// <summary>Makes the text of every file.</summary>
    /// <param name="root">Root of the repository.</param>
    /// <param name="declared">What the headers declare.</param>
    /// <exception cref="GeneratorException">Something cannot be bound.</exception>
    public GeneratedFiles(string root, Interface declared)
    {
        _root = root;
        _texts[$"{InteropFolder}/Constants.g.cs"] = EnumEmitter.EmitConstants(declared);
        _texts[$"{InteropFolder}/Enums.g.cs"] = EnumEmitter.EmitEnums(declared);
        _texts[$"{InteropFolder}/Handles.g.cs"] = HandleEmitter.Emit(declared);
        _texts[$"{InteropFolder}/Structs.g.cs"] = StructEmitter.Emit(declared);
        _texts[$"{InteropFolder}/NativeMethods.g.cs"] = FunctionEmitter.EmitShared(declared);
        foreach (var header in declared.Functions.Select(function => function.Header).Distinct())
            _texts[$"{InteropFolder}/NativeMethods.{Naming.Type(header)}.g.cs"] = FunctionEmitter.Emit(declared, header);
        _texts[ProbeFile] = LayoutProbeEmitter.Emit(declared);
    }

    /// <summary>How many files there are.</summary>
    public int Count => _texts.Count;

    /// <summary>Writes the files that differ and deletes generated ones that are no longer made.</summary>
    /// <returns>How many were written or deleted.</returns>
    public int Write()
    {
        var changed = 0;
        Directory.CreateDirectory(Path.Combine(_root, InteropFolder));
        foreach (var (path, text) in _texts)
        {
            if (Committed(path) == text)
                continue;
            File.WriteAllText(Path.Combine(_root, path), text);
            changed++;
        }

        foreach (var stale in Stale())
        {
            File.Delete(Path.Combine(_root, stale));
            changed++;
        }

        return changed;
    }

    /// <summary>Describes each file that differs from the one on disk.</summary>
    public IEnumerable<string> Differences()
    {
        foreach (var (path, text) in _texts)
        {
            if (Committed(path) is not { } committed)
                yield return $"{path}: missing";
            else if (committed != text)
                yield return Hint(path, committed.Split('\n'), text.Split('\n'));
        }

        foreach (var stale in Stale())
            yield return $"{stale}: no longer generated";
    }

    private string? Committed(string path)
    {
        var full = Path.Combine(_root, path);
        return File.Exists(full) ? File.ReadAllText(full) : null;
    }

    private IEnumerable<string> Stale()
    {
        var folder = Path.Combine(_root, InteropFolder);
        if (!Directory.Exists(folder))
            return [];
        return Directory.EnumerateFiles(folder, "*.g.cs").Select(file => $"{InteropFolder}/{Path.GetFileName(file)}")
            .Where(file => !_texts.ContainsKey(file)).Order(StringComparer.Ordinal).ToList();
    }

    private static string Hint(string path, string[] committed, string[] generated)
    {
        var line = 0;
        while (line < committed.Length && line < generated.Length && committed[line] == generated[line])
            line++;
        return string.Join('\n',
            $"--- {path} (committed)",
            $"+++ {path} (generated)",
            $"@@ first difference at line {line + 1} @@",
            $"-{(line < committed.Length ? committed[line] : "")}",
            $"+{(line < generated.Length ? generated[line] : "")}");
    }
}
