using System.Text.Json.Nodes;
using NUnit.Framework;
using Sige.BindingGenerator;
using Sige.BindingGenerator.Model;
using static Sige.Tests.Interop.HeaderTree;

namespace Sige.Tests.Interop;

/// <summary>What the generator reads from a header, and what it refuses by name.</summary>
[TestFixture]
internal sealed class InterfaceReaderTests
{
    private static readonly JsonObject Documented = Function("sige_version", Comment("Gives it.", "It."));

    private static IEnumerable<TestCaseData> Refused()
    {
        yield return Case("sige_bare", "no documentation comment", Function("sige_bare", null));
        yield return Case("sige_two(b)", "no @param", Function("sige_two", Comment("S.", "R.", "a"), ("a", "float"), ("b", "float")));
        yield return Case("sige_stale", "@param gone", Function("sige_stale", Comment("S.", "R.", "gone")));
        yield return Case("sige_mute", "no @return", Function("sige_mute", Comment("S.")));
        yield return Case("sige_many", "cannot be bound", Function("sige_many", Comment("S.", "R.")).Typed("int32_t (int, ...)"));
        var markUp = Node("FullComment", "", Node("ParagraphComment", "", Node("HTMLStartTagComment", "b")));
        yield return Case("sige_marked", "mark-up", Function("sige_marked", markUp));
        yield return Case("other_name", "begin with sige_", Function("other_name", Comment("S.", "R.")));
        yield return Case("sige_either", "a union cannot be bound", Node("RecordDecl", "sige_either").With("tagUsed", "union"));
        yield return Case("sige_global", "a VarDecl cannot be bound", Node("VarDecl", "sige_global"));
        yield return Case("sige_flags.bit", "bit-field", Struct("sige_flags", Field("bit", "uint32_t").With("isBitfield", true)));
        yield return Case("sige_call.back", "'void (*)(int)'", Struct("sige_call", Field("back", "void (*)(int)")));
        yield return Case("sige_colour_value", "no typedef", Node("EnumDecl", "sige_colour_value"));
        yield return Case(
            "sige_colour", "no enum sige_colour_value", Node("TypedefDecl", "sige_colour", Comment("A colour.")).Typed("int32_t"));
        yield return Case("sige_text", "a typedef of 'char *'", Node("TypedefDecl", "sige_text").Typed("char *"));
    }

    [TestCaseSource(nameof(Refused))]
    public void Refusal_names_the_declaration_and_the_reason(string name, string reason, JsonObject declaration)
        => Assert.That(
            () => Read(declaration.DeepClone().AsObject(), Documented.DeepClone().AsObject()),
            Throws.TypeOf<GeneratorException>().With.Message.Contains(name).And.Message.Contains(reason));

    [Test]
    public void Typedef_and_its_values_become_one_enumeration()
    {
        var declared = Read(
            Node("TypedefDecl", "sige_colour", Comment(" A colour. ")).Typed("int32_t"),
            Node("EnumDecl", "sige_colour_value", Member("SIGE_COLOUR_RED", "4"), Member("SIGE_COLOUR_BLUE", null)),
            Documented.DeepClone().AsObject());
        var colour = declared.Enums.Single();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(colour.Name, Is.EqualTo("sige_colour"));
            Assert.That(colour.Documentation.Summary, Is.EqualTo("A colour."));
            Assert.That(colour.Members.Select(member => (member.Name, member.Value)),
                Is.EqualTo(new[] { ("SIGE_COLOUR_RED", 4L), ("SIGE_COLOUR_BLUE", 5L) }));
        }
    }

    [Test]
    public void Function_keeps_its_header_types_and_texts()
    {
        var declared = Read(Function("sige_put", Comment("Puts.", "Status.", "at"), ("at", "const float *")));
        var function = declared.Functions.Single();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(function.Header, Is.EqualTo("part"));
            Assert.That(function.Parameters, Is.EqualTo(new[] { new Parameter("at", new CType("float", 1, null)) }));
            Assert.That(function.Documentation.Parameters["at"], Is.EqualTo("Text."));
            Assert.That(function.Documentation.Returns, Is.EqualTo("Status."));
        }
    }

    [Test]
    public void Declarations_of_other_files_are_passed_over()
    {
        var foreign = Node("VarDecl", "errno").With("loc", new JsonObject { ["file"] = "/usr/include/errno.h" });
        var ours = Documented.DeepClone().AsObject();
        ours["loc"] = new JsonObject { ["file"] = Path.GetFullPath(Path.Combine("sige", "part.h")) };
        var first = Function("sige_first", Comment("S.", "R."));
        Assert.That(
            Read(first, foreign, ours).Functions.Select(function => function.Name),
            Is.EqualTo(new[] { "sige_first", "sige_version" }));
    }

    private static TestCaseData Case(string name, string reason, JsonObject declaration)
        => new TestCaseData(name, reason, declaration).SetArgDisplayNames(name, reason);

    private static JsonObject Member(string name, string? value) => Node(
        "EnumConstantDecl",
        name,
        value is null ? null : Node("ConstantExpr", "").With("value", value),
        Comment("A member."));
}
