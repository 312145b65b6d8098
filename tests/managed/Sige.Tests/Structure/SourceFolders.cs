using System.Text.RegularExpressions;

namespace Sige.Tests.Structure;

/// <summary>The top folders of a library's sources, each a namespace, and which of the others their files name.</summary>
internal sealed class SourceFolders
{
    private readonly Dictionary<string, string[]> _files;

    /// <summary>Reads all files of a library.</summary>
    /// <param name="path">The library's folder; what builds leave in it is left out.</param>
    public SourceFolders(string path)
    {
        _files = Directory.GetDirectories(path)
            .Where(folder => Path.GetFileName(folder) is not ("bin" or "obj"))
            .ToDictionary(folder => Path.GetFileName(folder), folder => Directory.GetFiles(folder, "*.cs", SearchOption.AllDirectories));
        Arrows = [.. Names.SelectMany(from => Names.Where(to => to != from).SelectMany(to => ArrowsBetween(from, to)))];
    }

    public IReadOnlyCollection<string> Names => _files.Keys;

    /// <summary>One for each file and each other folder that it names.</summary>
    public IReadOnlyList<Arrow> Arrows { get; }

    /// <summary>The files of a folder whose namespace is another's.</summary>
    public IEnumerable<string> Strays(string @namespace, string folder) =>
        _files[folder].Where(file => !Regex.IsMatch(File.ReadAllText(file), $@"^namespace {@namespace}\.{folder}\b", RegexOptions.Multiline));

    /// <summary>The shortest way along arrows from one folder to another; empty if there is none.</summary>
    public IReadOnlyList<Arrow> Way(string from, string to)
    {
        var ways = new Queue<Arrow[]>([[]]);
        var seen = new HashSet<string>();
        while (ways.TryDequeue(out Arrow[]? way))
        {
            foreach (Arrow next in Arrows.Where(arrow => arrow.From == (way.Length == 0 ? from : way[^1].To)))
            {
                if (next.To == to)
                    return [.. way, next];
                if (seen.Add(next.To))
                    ways.Enqueue([.. way, next]);
            }
        }

        return [];
    }

    private IEnumerable<Arrow> ArrowsBetween(string from, string to)
    {
        string types = string.Join('|', _files[to].Select(file => Path.GetFileName(file).Split('.', '{')[0]));
        var names = new Regex($@"\bSige\.{to}\b|(?<![\w.]){to}\.({types})\b");
        return _files[from].Where(file => File.ReadLines(file).Any(names.IsMatch)).Select(file => new Arrow(from, to, Path.GetFileName(file)));
    }

    /// <summary>A folder that names another.</summary>
    /// <param name="From">The folder.</param>
    /// <param name="To">The other.</param>
    /// <param name="File">The file in which it does.</param>
    public readonly record struct Arrow(string From, string To, string File)
    {
        public override string ToString() => $"{From} -> {To} ({File})";
    }
}
