using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using NUnit.Framework;

namespace Sige.Tests.Documentation;

/// <summary>What the pages show compiles, what they quote is said, and what they link to is there.</summary>
internal sealed class DocumentationTests
{
    private const string Managed = "managed/README.md";

    private static readonly string[] Pages = ["README.md", Managed, "native/README.md"];

    /// <summary>The namespaces that the SDK's templates use by themselves.</summary>
    private const string Usings = """
        global using System; global using System.Collections.Generic; global using System.IO; global using System.Linq;
        global using System.Net.Http; global using System.Threading; global using System.Threading.Tasks;
        """;

    private static readonly MetadataReference[] References =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Select(path => MetadataReference.CreateFromFile(path)),
    ];

    private static IEnumerable<MarkdownFile.Sample> Samples => Pages.SelectMany(page => new MarkdownFile(page).Samples);

    private static IEnumerable<string> Messages => new MarkdownFile(Managed).FirstCells("Trouble shooting");

    [TestCaseSource(nameof(Samples))]
    public void A_sample_compiles(MarkdownFile.Sample sample)
    {
        SyntaxTree tree = CSharpSyntaxTree.ParseText(sample.Text);
        bool isProgram = tree.GetCompilationUnitRoot().Members.Any(member => member is GlobalStatementSyntax);
        var compilation = CSharpCompilation.Create(
            "sample",
            [CSharpSyntaxTree.ParseText(Usings), tree],
            References,
            new CSharpCompilationOptions(
                isProgram ? OutputKind.ConsoleApplication : OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));
        Assert.That(compilation.GetDiagnostics().Where(found => found.Severity == DiagnosticSeverity.Error), Is.Empty);
    }

    /// <summary>Between the gaps of a quoted message stands what a source file says.</summary>
    [TestCaseSource(nameof(Messages))]
    public void A_quoted_message_is_one_of_ours(string message)
    {
        string[] parts = message.Split('…', StringSplitOptions.TrimEntries);
        Assert.That(Sources.Value.Where(source => parts.All(part => source.Contains(part, StringComparison.Ordinal))), Is.Not.Empty);
    }

    [TestCaseSource(nameof(Pages))]
    public void A_link_leads_somewhere(string page) => Assert.That(new MarkdownFile(page).DeadLinks, Is.Empty);

    private static readonly Lazy<string[]> Sources = new(() =>
    [
        .. from folder in (string[])["managed", "bindings", "native"]
           from file in Directory.EnumerateFiles(Path.Combine(GoldenData.Find(), "..", "..", folder), "*", SearchOption.AllDirectories)
           where Path.GetExtension(file) is ".cs" or ".cpp" or ".targets"
           select File.ReadAllText(file),
    ]);
}
