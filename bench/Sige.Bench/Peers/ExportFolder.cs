using System.Runtime.InteropServices;

namespace Sige.Bench.Peers;

/// <summary>A folder that is gone afterwards, also when a signal ends the program.</summary>
internal sealed class ExportFolder : IDisposable
{
    private static readonly PosixSignal[] Endings = [PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP, PosixSignal.SIGQUIT];

    private readonly PosixSignalRegistration[] _endings;

    /// <summary>Makes an empty folder.</summary>
    public ExportFolder() => _endings = Array.ConvertAll(Endings, signal => PosixSignalRegistration.Create(signal, _ => Delete()));

    /// <summary>Where it is.</summary>
    public string Path { get; } = Directory.CreateTempSubdirectory("sige-bench-").FullName;

    /// <summary>Deletes the folder with all that is in it, unless that has happened.</summary>
    public void Delete()
    {
        if (Directory.Exists(Path))
            Directory.Delete(Path, recursive: true);
    }

    public void Dispose()
    {
        foreach (PosixSignalRegistration ending in _endings)
            ending.Dispose();
        Delete();
    }
}
