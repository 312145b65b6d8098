using System.Text.Json.Nodes;
using NUnit.Framework;
using Sige.BindingGenerator;
using Sige.BindingGenerator.Emit;
using static Sige.Tests.Interop.HeaderTree;

namespace Sige.Tests.Interop;

/// <summary>What the generator writes, and the types that it refuses to let cross.</summary>
[TestFixture]
internal sealed class EmitterTests
{
    private const string Folder = "bindings/Sige.Interop/Generated";

    [TestCase("float", "float value")]
    [TestCase("uint64_t", "ulong value")]
    [TestCase("int32_t *", "int* value")]
    [TestCase("const void *", "void* value")]
    [TestCase("void **", "void** value")]
    [TestCase("sige_thing *", "SigeThingHandle value")]
    [TestCase("sige_thing **", "out SigeThingHandle value")]
    [TestCase("sige_thing *const *", "nint* value")]
    public void Parameter_is_written_in_C_sharp(string type, string expected)
        => Assert.That(Emit(type), Does.Contain($"internal static partial int Use({expected});"));

    [TestCase("long")]
    [TestCase("_Bool")]
    [TestCase("char")]
    [TestCase("float **")]
    [TestCase("sige_thing ***")]
    public void Parameter_that_may_not_cross_is_refused_by_name(string type)
        => Assert.That(() => Emit(type), Throws.TypeOf<GeneratorException>().With.Message.Contains("sige_use(value)"));

    [Test]
    public void Struct_must_begin_with_its_size()
        => Assert.That(
            () => StructEmitter.Emit(Read(Struct("sige_loose", Field("first", "float")), Use("float"))),
            Throws.TypeOf<GeneratorException>().With.Message.Contains("sige_loose").And.Message.Contains("struct_size"));

    [Test]
    public void Struct_that_says_it_is_a_value_has_no_size()
        => Assert.That(
            StructEmitter.Emit(Read(StructNamed("sige_loose", "Loose. A value, see sige.h.", Field("first", "float")), Use("float"))),
            Does.Contain("internal float First;").And.Not.Contains("Create"));

    [Test]
    public void Handle_needs_a_destroy_function()
        => Assert.That(
            () => HandleEmitter.Emit(Read(Opaque(), OpaqueName(), Use("float"))),
            Throws.TypeOf<GeneratorException>().With.Message.Contains("sige_thing_destroy"));

    [TestCase("sige_device_kind", "SIGE_DEVICE_CPU", ExpectedResult = "Cpu")]
    [TestCase("sige_dtype", "SIGE_DTYPE_F32", ExpectedResult = "F32")]
    [TestCase("sige_index_table", "SIGE_INDEX_TILES_OF_2", ExpectedResult = "TilesOf2")]
    public string Member_loses_the_words_of_its_typedef(string name, string member) => Naming.Member(name, member, [member]);

    [TestCase("sige_kind", "SIGE_OTHER_ONE")]
    [TestCase("sige_kind", "SIGE_KIND_2")]
    public void Member_without_a_name_of_its_own_is_refused(string name, string member)
        => Assert.That(
            () => Naming.Member(name, member, [member]),
            Throws.TypeOf<GeneratorException>().With.Message.Contains($"{name}.{member}"));

    [Test]
    public void Keyword_gets_an_at_sign() => Assert.That(Naming.Parameter("out"), Is.EqualTo("@out"));

    [Test]
    public void Long_text_is_wrapped_and_escaped()
    {
        var writer = new SourceWriter();
        writer.Element("<summary>", "</summary>", "a < b " + string.Join(' ', Enumerable.Repeat("word", 40)));
        var lines = writer.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(lines, Has.Length.GreaterThan(3).And.All.Length.LessThanOrEqualTo(120).And.All.StartsWith("///"));
            Assert.That(lines[1], Does.StartWith("/// a &lt; b word"));
        }
    }

    [Test]
    public void Check_reports_missing_changed_and_stale_files_and_writing_mends_them()
    {
        var root = Path.Combine(TestContext.CurrentContext.WorkDirectory, "generated");
        if (Directory.Exists(root))
            Directory.Delete(root, recursive: true);
        Directory.CreateDirectory(Path.Combine(root, "tests", "native"));
        var files = new GeneratedFiles(root, Read(
            Node("TypedefDecl", "sige_status", Comment("A status.")).Typed("int32_t"),
            Node("EnumDecl", "sige_status_value", Node("EnumConstantDecl", "SIGE_STATUS_OK", Comment("Good."))),
            Function("sige_last_error", Comment("Tells.", "Text."))));
        Assert.That(files.Differences(), Has.Exactly(files.Count).EndsWith(": missing"));
        files.Write();
        Assert.That(files.Differences(), Is.Empty);
        File.WriteAllText(Path.Combine(root, Folder, "Old.g.cs"), "");
        File.AppendAllText(Path.Combine(root, Folder, "Enums.g.cs"), "// mine\n");
        Assert.That(files.Differences(), Is.EquivalentTo(new[]
        {
            $"--- {Folder}/Enums.g.cs (committed)\n+++ {Folder}/Enums.g.cs (generated)\n@@ first difference at line 12 @@\n-// mine\n+",
            $"{Folder}/Old.g.cs: no longer generated",
        }));
        Assert.That(files.Write(), Is.EqualTo(2));
        Assert.That(files.Differences(), Is.Empty);
    }

    private static string Emit(string type) => FunctionEmitter.Emit(
        Read(Opaque(), OpaqueName(), Use(type)), "part");

    private static JsonObject Use(string type)
        => Function("sige_use", Comment("Uses.", "Status.", "value"), ("value", type));

    private static JsonObject Opaque() => Node("RecordDecl", "sige_thing").With("tagUsed", "struct");

    private static JsonObject OpaqueName()
        => Node("TypedefDecl", "sige_thing", Comment("A thing.")).Typed("struct sige_thing");
}
