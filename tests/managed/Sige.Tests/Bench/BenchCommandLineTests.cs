using System.CommandLine;
using NUnit.Framework;
using Sige.Bench.Commands;
using Sige.Bench.Workloads;

namespace Sige.Tests.Bench;

/// <summary>What the bench can be told.</summary>
[TestFixture]
public sealed class BenchCommandLineTests
{
    private static readonly RootCommand Root = BenchCommandLine.Create();

    [Test]
    public void EveryModelHasACommandThatMeasuresItsOwnMemory([ValueSource(typeof(BenchModel), nameof(BenchModel.Names))] string model)
    {
        Assert.That(Root.Parse([model, "--runs", "3", "--layers", "--measure-memory"]).Errors, Is.Empty);
        Assert.That(Root.Parse([model, "--help"]).Errors, Is.Empty);
    }

    [TestCase("sdedit-ddpm")]
    [TestCase("sdedit-pd")]
    public void WholeEditsTakeTheirOptions(string bench) => Assert.That(
        Root.Parse([bench, "--cache", "fp32", "--steps", "3", "--budget", "1.5GB", "--margin", "16", "--compare-precision", "--runs", "2", "--json", "-"]).Errors,
        Is.Empty);

    [Test]
    public void TheTrainedDenoiserTakesItsOptions() =>
        Assert.That(Root.Parse(["sdedit-demo", "--threads", "1", "--runs", "3", "--edits", "--json", "-"]).Errors, Is.Empty);

    [TestCase("all")]
    [TestCase("gan-compression")]
    public void ErrorsAreMeasuredOfOneModelOrAll(string model) =>
        Assert.That(Root.Parse(["fidelity", "--model", model, "--seeds", "2", "--edits", "1 pixel", "40 %", "--form", "direct", "--json", "-"]).Errors, Is.Empty);

    [TestCase("all")]
    [TestCase("sd-unet")]
    public void TheHostIsMeasuredOfOneModelOrAll(string model) =>
        Assert.That(Root.Parse(["host", "--model", model, "--runs", "5", "--json", "-"]).Errors, Is.Empty);

    [TestCase("4GB", 4_000_000_000)]
    [TestCase("1.5gb", 1_500_000_000)]
    [TestCase("500MB", 500_000_000)]
    [TestCase("8kB", 8_000)]
    [TestCase("12B", 12)]
    [TestCase("0", 0)]
    public void SizesHaveUnits(string text, long bytes)
    {
        Assert.That(ByteSize.TryParse(text, out long found), Is.True);
        Assert.That(found, Is.EqualTo(bytes));
    }

    [TestCase("")]
    [TestCase("GB")]
    [TestCase("-1")]
    [TestCase("4TB")]
    [TestCase("1e9")]
    [TestCase("99999999999GB")]
    public void OtherSizesAreNone(string text) => Assert.That(ByteSize.TryParse(text, out _), Is.False);

    [TestCase("gaugan", "--runs", "many")]
    [TestCase("sd-inpaint", "--margin", "wide")]
    [TestCase("sdedit-ddpm", "--steps", "few")]
    [TestCase("sdedit-ddpm", "--cache", "fp8")]
    [TestCase("sdedit-ddpm", "--budget", "much")]
    [TestCase("sdedit-pd", "--steps", "0")]
    [TestCase("sdedit-pd", "--steps", "6")]
    [TestCase("sdedit-pd", "--margin", "-1")]
    [TestCase("sdedit-pd", "--no-peer")]
    [TestCase("sdedit-demo", "--runs", "0")]
    [TestCase("sdedit-demo", "--threads", "257")]
    [TestCase("gaugan", "--edit", "0")]
    [TestCase("gaugan", "--edit", "101")]
    [TestCase("gaugan", "--threads", "0")]
    [TestCase("gaugan", "--runs", "0")]
    [TestCase("ddpm", "--sparse-from", "0")]
    [TestCase("curve", "--model", "none")]
    [TestCase("fidelity", "--model", "none")]
    [TestCase("fidelity", "--model", "sd-unet")]
    [TestCase("peer", "none", "2", "1.2")]
    [TestCase("fidelity", "--seeds", "0")]
    [TestCase("fidelity", "--edits", "2 %")]
    public void WhatMakesNoSenseIsRefused(params string[] arguments) =>
        Assert.That(Root.Parse(arguments).Errors, Is.Not.Empty);
}
