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

    [TestCase("gaugan", "--edit", "0")]
    [TestCase("gaugan", "--edit", "101")]
    [TestCase("gaugan", "--threads", "0")]
    [TestCase("gaugan", "--runs", "0")]
    [TestCase("curve", "--model", "none")]
    public void WhatMakesNoSenseIsRefused(params string[] arguments) =>
        Assert.That(Root.Parse(arguments).Errors, Is.Not.Empty);
}
