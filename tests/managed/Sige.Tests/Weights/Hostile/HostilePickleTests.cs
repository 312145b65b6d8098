using NUnit.Framework;

namespace Sige.Tests.Weights;

/// <summary>Pickles that try to run code, to exhaust memory or time, or to point outside their storages.</summary>
[TestFixture(false)]
[TestFixture(true)]
internal sealed class HostilePickleTests(bool legacy)
{
    private const int Many = 200_000;

    private readonly TemporaryFolder _folder = new();

    [OneTimeTearDown]
    public void RemoveFolder() => _folder.Dispose();

    [TestCase("os", "system")]
    [TestCase("posix", "system")]
    [TestCase("builtins", "eval")]
    [TestCase("__builtin__", "getattr")]
    [TestCase("torch", "load")]
    [TestCase("torch.storage", "_load_from_bytes")]
    [TestCase("collections", "OrderedDict.fromkeys")]
    [TestCase("pytorch_lightning.callbacks.model_checkpoint", "ModelCheckpoint")]
    public void ForbiddenName_IsNamed(string module, string name)
    {
        Refuses(p => p.Global(module, name).Text("true").Raw(0x85).Op('R'), $"'{module}.{name}'");
        Refuses(p => p.Text(module).Text(name).Raw(0x93).Text("true").Raw(0x85).Op('R'), $"'{module}.{name}'");
    }

    [Test]
    public void ForbiddenName_InText_IsMadeHarmless() =>
        Refuses(p => p.Text("a\u001b[2J\n").Text(new string('x', 5000)).Raw(0x93), "'a?[2J?.xxx");

    [TestCase('i')]
    [TestCase('o')]
    [TestCase('P')]
    [TestCase('d')]
    [TestCase('l')]
    [TestCase('p')]
    [TestCase('g')]
    [TestCase('\u0082')]
    [TestCase('\u0097')]
    [TestCase('\u00FF')]
    public void OtherOpcode_IsRefused(char opcode) => Refuses(p => p.Op('}').Op(opcode), $"opcode 0x{(int)opcode:X2}");

    [Test]
    public void Reduce_OfText_IsRefused() => Refuses(p => p.Text("print").Text("x").Raw(0x85).Op('R'), "REDUCE expects");

    [Test]
    public void Reduce_OfAStorageClass_IsRefused() => Refuses(p => p.Global("torch", "FloatStorage").Int(9).Raw(0x85).Op('R'), "cannot be called");

    [Test]
    public void Reduce_WithAListOfArguments_IsRefused() => Refuses(p => p.Global("collections", "OrderedDict").Op(']').Op('R'), "REDUCE expects");

    [TestCase("collections", "OrderedDict")]
    [TestCase("torch._utils", "_rebuild_tensor_v2")]
    [TestCase("torch", "float32")]
    [TestCase("pytorch_lightning.callbacks.model_checkpoint", "ModelCheckpoint")]
    public void NewObject_OfAnythingButAnOpaqueClass_IsRefused(string module, string name)
    {
        Refuses(p => p.Global(module, name).Op(')').Raw(0x81), "NEWOBJ expects");
        Refuses(p => p.Global(module, name).Op(')').Op('}').Raw(0x92), "NEWOBJ expects");
    }

    [Test]
    public void Values_ThatAreNamedOnly_CannotBeCalled() => Refuses(p => p.Global("builtins", "list").Op(')').Op('R'), "'builtins.list' cannot be called");

    [Test]
    public void AddItems_ToAList_IsRefused() => Refuses(p => p.Op(']').Op('(').Int(1).Raw(0x90), "ADDITEMS expects");

    [Test]
    public void OpaqueValues_SwallowTheirParts_AndCannotGrow() => Accepts(p =>
    {
        // {"set": a set that holds itself 200,000 times, each memoised, with as many states}
        p.Op('}').Text("set").Raw(0x8F, (byte)'q', 0);
        p.Repeat(Many, q => q.Op('(').Raw((byte)'h', 0, 0x90).Op(')').Op('b'));
        p.Op('s');
    });

    [Test]
    public void NestedSubclassTensors_AreRefused() => Refuses(
        p => p.Global("torch._tensor", "_rebuild_from_type_v2").Op('(').Global("torch._tensor", "_rebuild_from_type_v2").Global("torch", "Tensor").Op(')').Op('N').Op('t').Op('R'),
        "cannot be called");

    [Test]
    public void Build_OnAPlainDictionary_IsRefused() => Refuses(p => p.Op('}').Op('}').Op('b'), "BUILD is allowed");

    [Test]
    public void Build_WithATupleOnAnOrderedDict_IsRefused() => Refuses(p => p.OrderedDict().Op(')').Op('b'), "BUILD is allowed");

    [Test]
    public void PersistentId_OfAnotherForm_IsRefused() => Refuses(p => p.Text("module").Op('Q'), "persistent id");

    [Test]
    public void Tensor_OfAnUnknownStorage_IsRefused() =>
        Refuses(p => new CheckpointBuilder { Legacy = legacy }.Member(p.Op('}'), "w", TensorSpec.Contiguous("7", "FloatStorage", 2)), "storage");

    [Test]
    public void Root_OfATensor_IsRefused() => Refuses(p => p.Int(1), "a dictionary of tensors is expected");

    [Test]
    public void DeepNesting_OfDictionaries_IsRefused() =>
        Refuses(p => p.Op('}').Repeat(Many, q => q.Text("k").Op('}')).Repeat(Many, q => q.Op('s')), "nested deeper");

    [Test]
    public void DeepNesting_OfTuples_IsRefused() => Refuses(p => p.Op(')').Repeat(Many, q => q.Raw(0x85)), "nested deeper");

    [Test]
    public void Cycle_IsRefused() => Refuses(p => p.Op('}').Raw((byte)'q', 0).Text("k").Raw((byte)'h', 0).Op('s'), "nested deeper");

    [Test]
    public void MemoBomb_IsRefused() => Refuses(
        p =>
        {
            p.Op(']').Raw((byte)'q', 0);
            for (byte level = 1; level < 30; level++)
                p.Op('(').Repeat(10, q => q.Raw((byte)'h', (byte)(level - 1))).Raw((byte)'t', (byte)'q', level);
        },
        "more than 4194304 values");

    [Test]
    public void LongNames_MadeByNesting_AreRefused() => Refuses(
        p => p.Op('}').Repeat(20, q => q.Text(new string('k', 100)).Op('}')).Repeat(20, q => q.Op('s')), "512 characters");

    [Test]
    public void PairsBomb_IsRefused() => Refuses(
        p =>
        {
            p.Op(']').Raw((byte)'q', 0).Op('(').Int(1).Int(2).Raw(0x86, (byte)'q', 1);
            p.Repeat(Many, q => q.Raw((byte)'h', 1)).Op('e').Op('0');
            p.Repeat(Many, q => q.Global("collections", "OrderedDict").Raw((byte)'h', 0, 0x85).Op('R').Op('0'));
        },
        "pairs given to OrderedDict");

    [Test]
    public void StackOverflow_IsRefused() => Refuses(p => p.Repeat(1_100_000, q => q.Op('N')), "values on the stack");

    [Test]
    public void MarkOverflow_IsRefused() => Refuses(p => p.Repeat(1_100_000, q => q.Op('(')), "marks on the stack");

    [Test]
    public void EndlessOpcodes_AreRefused() => Refuses(p => p.Repeat(2_100_000, q => q.Op('N').Op('0')), "more than 4194304 opcodes");

    [Test]
    public void MemoIndex_OutOfReach_IsRefused() => Refuses(p => p.Op('}').Op('r').UInt32(uint.MaxValue), "memo index");

    [Test]
    public void MemoEntry_NeverSet_IsRefused() => Refuses(p => p.Raw((byte)'h', 9), "no entry 9");

    [Test]
    public void Stack_Empty_IsRefused() => Refuses(p => p.Op('s'), "missing on the stack");

    [Test]
    public void Stack_MayNotReachBelowAMark() => Refuses(p => p.Op('}').Op('(').Op('0'), "missing on the stack");

    [Test]
    public void Mark_Missing_IsRefused() => Refuses(p => p.Op('u'), "no mark");

    [Test]
    public void SetItems_OfAnOddCount_IsRefused() => Refuses(p => p.Op('}').Op('(').Op('N').Op('u'), "SETITEM expects");

    [Test]
    public void Append_ToADictionary_IsRefused() => Refuses(p => p.Op('}').Op('N').Op('a'), "APPEND expects");

    [TestCase('X')]
    [TestCase('T')]
    [TestCase('B')]
    public void TextLength_ThatLies_IsRefused(char opcode) => Refuses(p => p.Op(opcode).UInt32(uint.MaxValue), "bytes expected");

    [TestCase(0x8D)]
    [TestCase(0x8E)]
    [TestCase(0x95)]
    public void WideLength_ThatLies_IsRefused(byte opcode) => Refuses(p => p.Raw(opcode).UInt64(ulong.MaxValue), "bytes");

    [Test]
    public void LongInteger_IsRefused() => Refuses(p => p.Raw(0x8B).UInt32(5000).Raw(new byte[5000]), "integer of 5000 bytes");

    [Test]
    public void Text_NotUtf8_IsRefused() => Refuses(p => p.Op('X').UInt32(2).Raw(0xC3, 0x28), "UTF-8");

    [Test]
    public void Line_WithoutEnd_IsRefused() => Refuses(p => p.Op('c').Repeat(5000, q => q.Op('a')), "a line of more than");

    [TestCase(0)]
    [TestCase(9)]
    public void Protocol_Unknown_IsRefused(byte protocol) => Refuses(p => p.Raw(0x80, protocol), $"protocol {protocol}");

    private void Accepts(Action<PickleBuilder> root) => Refusal.ReadAll(_folder.Write(CheckpointBuilder.OfRoot(legacy, root)));

    private void Refuses(Action<PickleBuilder> root, string reason)
    {
        string path = _folder.Write(CheckpointBuilder.OfRoot(legacy, root));

        Assert.That(() => Refusal.ReadAll(path), Refusal.With(reason));
    }
}
