using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using NUnit.Framework;
using Sige.Interop;

namespace Sige.Tests.Interop;

/// <summary>The generated types have the layout and the values that the C compiler gives the header's.</summary>
[TestFixture]
internal sealed class LayoutTests
{
    private const BindingFlags Members = BindingFlags.Instance | BindingFlags.Static | BindingFlags.NonPublic | BindingFlags.Public;
    private static readonly Assembly Bindings = typeof(NativeMethods).Assembly;

    private static IEnumerable<string[]> Structs => LayoutProbe.Facts("struct");

    private static IEnumerable<string[]> Enums => LayoutProbe.Facts("enum");

    [TestCaseSource(nameof(Structs))]
    public void Struct_has_the_size_and_fields_of_C(string name, string size)
    {
        var type = Bound(name);
        var expected = LayoutProbe.Facts("field").Where(fact => fact[0] == name).Select(fact => string.Join(' ', fact[1..]));
        var actual = type.GetFields(BindingFlags.Instance | BindingFlags.NonPublic)
            .Select(field => $"{field.Name} {Marshal.OffsetOf(type, field.Name)} {SizeOf(field.FieldType)}");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(SizeOf(type), Is.EqualTo(int.Parse(size, CultureInfo.InvariantCulture)));
            Assert.That(actual, Is.EqualTo(expected));
        }
    }

    [TestCaseSource(nameof(Enums))]
    public void Constant_has_the_value_of_C(string type, string name, string value)
    {
        var field = Bound(type).GetField(name, Members);
        Assert.That(Convert.ToInt64(field?.GetRawConstantValue(), CultureInfo.InvariantCulture),
            Is.EqualTo(long.Parse(value, CultureInfo.InvariantCulture)));
    }

    [Test]
    public void Every_enum_member_is_one_of_C()
    {
        var ours = Bindings.GetTypes().Where(type => type is { IsEnum: true, Namespace: "Sige.Interop" })
            .SelectMany(type => Enum.GetNames(type).Select(name => $"{type.Name} {name}"));
        Assert.That(ours, Is.SubsetOf(Enums.Select(fact => $"{fact[0]} {fact[1]}")));
    }

    private static Type Bound(string name) => Bindings.GetType($"Sige.Interop.{name}", throwOnError: true)!;

    private static int SizeOf(Type type)
        => type.IsPointer
            ? nint.Size
            : (int)typeof(Unsafe).GetMethod(nameof(Unsafe.SizeOf))!.MakeGenericMethod(type).Invoke(null, null)!;
}
