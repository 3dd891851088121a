using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using SMail.Sdk.Transport.Smtp.Tests.Support;

namespace SMail.Sdk.Transport.Smtp.Tests.Servers;

/// <summary>A mail server from a Debian package, on loopback with a folder and a port of its own. Delivers to maildirs, as nobody.</summary>
public abstract class DebianServer : IAsyncDisposable
{
    private ProcessStartInfo? command;
    private Process? process;

    /// <summary>Why there is none; null when it runs.</summary>
    public string? Missing { get; private set; }

    public int Port { get; private set; }

    protected string Folder { get; } = Directory.CreateTempSubdirectory("smail-server-").FullName;

    protected string Configuration => Path.Combine(Folder, "conf");

    /// <summary>Sets it up and starts it, if it is there.</summary>
    public async Task PrepareAndStartAsync()
    {
        Missing = FindObstacle() ?? (Environment.IsPrivilegedProcess ? null : "Mail servers only start as root.");
        if (Missing is not null)
            return;
        Port = FindPort();
        foreach (var name in new[] { "conf", "queue", "data", "mail", "log" })
            Directory.CreateDirectory(Path.Combine(Folder, name));
        await RunAsync("chmod", "755", Folder);
        await RunAsync("chown", "nobody", Path.Combine(Folder, "mail"));
        WriteCertificate();
        command = await PrepareAsync();
        await StartAsync();
    }

    /// <summary>Starts it, at first or again, with the port and the queue it had.</summary>
    public async Task StartAsync()
    {
        process = Process.Start(command!)!;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        await WaitForGreetingAsync();
    }

    /// <summary>Ends it in order.</summary>
    public Task StopAsync() => EndAsync(StopAsync);

    /// <summary>Ends it and its children as a power cut would.</summary>
    public Task KillAsync() => EndAsync(running =>
    {
        running.Kill(entireProcessTree: true);
        return Task.CompletedTask;
    });

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await EndAsync();
        Directory.Delete(Folder, recursive: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>The messages that arrived for a user, once there are as many.</summary>
    public async Task<IReadOnlyList<byte[]>> ReadAsync(string user, int count, CancellationToken cancellationToken)
    {
        var inbox = Path.Combine(Folder, "mail", user, "new");
        for (var watch = Stopwatch.StartNew(); ; await Task.Delay(50, cancellationToken))
        {
            var files = Directory.Exists(inbox) ? Directory.GetFiles(inbox) : [];
            if (files.Length >= count)
                return [.. files.OrderBy(File.GetLastWriteTimeUtc).Select(File.ReadAllBytes)];
            if (watch.Elapsed > TimeSpan.FromSeconds(60))
                throw new TimeoutException($"It delivered {files.Length} of {count} messages: {string.Concat(Directory.GetFiles(Path.Combine(Folder, "log")).Select(File.ReadAllText))}");
        }
    }

    private async Task EndAsync(Func<Process, Task> end)
    {
        if (Interlocked.Exchange(ref process, null) is not { } running)
            return;
        using (running)
        {
            await end(running);
            await running.WaitForExitAsync();
        }
    }

    /// <summary>Ends what was started beside it.</summary>
    protected virtual Task EndAsync() => Task.CompletedTask;

    /// <summary>Why it can't run here.</summary>
    protected abstract string? FindObstacle();

    /// <summary>Writes the configuration, and says how the server starts in the foreground.</summary>
    protected abstract Task<ProcessStartInfo> PrepareAsync();

    /// <summary>Ends this server alone.</summary>
    protected abstract Task StopAsync(Process process);

    protected static ProcessStartInfo Command(string program, params string[] arguments) =>
        new(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };

    protected static async Task<string> RunAsync(string program, params string[] arguments)
    {
        using var run = Process.Start(Command(program, arguments))!;
        var error = run.StandardError.ReadToEndAsync();
        var output = await run.StandardOutput.ReadToEndAsync();
        await run.WaitForExitAsync();
        return run.ExitCode == 0 ? output : throw new InvalidOperationException($"{program} failed: {await error}");
    }

    private void WriteCertificate()
    {
        using var certificate = Certificates.For("127.0.0.1");
        File.WriteAllText(Path.Combine(Configuration, "cert.pem"), certificate.ExportCertificatePem());
        using var key = certificate.GetRSAPrivateKey()!;
        File.WriteAllText(Path.Combine(Configuration, "key.pem"), key.ExportPkcs8PrivateKeyPem());
    }

    private async Task WaitForGreetingAsync()
    {
        for (var watch = Stopwatch.StartNew(); ; await Task.Delay(50))
        {
            try
            {
                using var client = new TcpClient();
                await client.ConnectAsync(IPAddress.Loopback, Port);
                using var reader = new StreamReader(client.GetStream());
                if ((await reader.ReadLineAsync())?.StartsWith("220", StringComparison.Ordinal) == true)
                    return;
            }
            catch (Exception e) when (e is SocketException or IOException && watch.Elapsed < TimeSpan.FromSeconds(30) && !process!.HasExited)
            {
            }
        }
    }

    private static int FindPort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
