using Sige.Cli.CommandLine;
using Sige.Models;
using Sige.Weights;

namespace Sige.Cli.Denoising;

/// <summary>Finds the configuration of a weight file and loads its network.</summary>
internal static class DiffusionNetworks
{
    /// <summary>Kinds of networks as <c>--model</c> spells them.</summary>
    public static readonly IReadOnlyList<(string Name, UNetKind Value)> Kinds = [("ddpm", UNetKind.Ddpm), ("pd", UNetKind.ProgressiveDistillation)];

    /// <summary>Spelling of a kind.</summary>
    public static string NameOf(UNetKind kind) => Kinds.First(known => known.Value == kind).Name;

    /// <summary>Loads a network and checks every shape.</summary>
    /// <param name="weights">The open weight file.</param>
    /// <param name="configuration">A built-in name, a file, or null to look for one.</param>
    /// <param name="kind">The kind that it must be of; null for any.</param>
    /// <param name="section">Where in the file the network is; null to look for it.</param>
    /// <exception cref="CommandException">There is no such configuration, or the network is of another kind.</exception>
    /// <exception cref="WeightFormatException">The weights do not fit the configuration.</exception>
    public static DiffusionUNet Load(WeightCollection weights, string? configuration, UNetKind? kind, string? section)
    {
        UNetConfiguration found = Find(configuration, weights, section);
        if (kind is { } expected && expected != found.Kind)
        {
            throw new CommandException(
                $"{configuration ?? weights.FilePath}: expected the configuration of a {NameOf(expected)} network as --model says, found that of a {NameOf(found.Kind)} network.",
                ExitCode.Usage);
        }

        return DiffusionUNet.Load(weights, found, section);
    }

    private static UNetConfiguration Find(string? configuration, WeightCollection weights, string? section)
    {
        if (configuration is null || UNetConfiguration.BuiltInNames.Contains(configuration))
            return UNetConfiguration.Resolve(configuration, weights, section);
        if (File.Exists(configuration))
            return UNetConfiguration.Read(configuration);
        throw new CommandException(
            $"--config is expected to be {string.Join(", ", UNetConfiguration.BuiltInNames)} or a JSON file, found '{configuration}', which is neither.", ExitCode.Usage);
    }
}
