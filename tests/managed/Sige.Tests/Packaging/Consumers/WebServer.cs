using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Sige.Tests.Packaging.Consumers;

/// <summary>A web program on a free port of this machine, for as long as the test wants it.</summary>
internal sealed partial class WebServer : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly Process _process;
    private readonly HttpClient _client;

    private WebServer(Process process, Uri address) => (_process, _client) = (process, new HttpClient { BaseAddress = address, Timeout = Patience });

    /// <summary>Starts it and waits until it listens.</summary>
    public static async Task<WebServer> Start(string folder, params IEnumerable<string> arguments)
    {
        Process process = Process.Start(new ProcessStartInfo("dotnet", [.. arguments, "--urls", "http://127.0.0.1:0"])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
        })!;
        using var patience = new CancellationTokenSource(Patience);
        while (await process.StandardOutput.ReadLineAsync(patience.Token) is { } line)
        {
            if (Listening().Match(line) is { Success: true } match)
            {
                _ = process.StandardOutput.ReadToEndAsync();
                return new WebServer(process, new Uri(match.Groups[1].Value));
            }
        }

        throw new InvalidOperationException("The server ended before it listened.");
    }

    public Task<byte[]> Get(string path) => _client.GetByteArrayAsync(new Uri(path, UriKind.Relative));

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    [GeneratedRegex(@"Now listening on: (http://\S+)")]
    private static partial Regex Listening();
}
