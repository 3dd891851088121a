using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using SMail.Sdk.Transport.Smtp.Tests.Support;

namespace SMail.Sdk.Transport.Smtp.Tests.Servers;

/// <summary>A Postfix of its own on loopback: own configuration, queue and port. Delivers out.test to maildirs, as nobody.</summary>
public sealed class PostfixServer : IAsyncLifetime
{
    private const string Program = "/usr/sbin/postfix";

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("smail-postfix-");
    private Process? process;

    /// <summary>Why there is none; null when it runs.</summary>
    public string? Missing { get; private set; }

    public int Port { get; private set; }

    private string Configuration => Path.Combine(folder.FullName, "conf");

    public async ValueTask InitializeAsync()
    {
        Missing = !File.Exists(Program) ? "Postfix is not installed." : !Environment.IsPrivilegedProcess ? "Postfix only starts as root." : null;
        if (Missing is not null)
            return;
        Port = FindPort();
        foreach (var name in new[] { "conf", "queue", "data", "mail", "log" })
            folder.CreateSubdirectory(name);
        await RunAsync("chmod", "755", folder.FullName);
        await RunAsync("chown", "postfix", Path.Combine(folder.FullName, "data"));
        await RunAsync("chown", "nobody", Path.Combine(folder.FullName, "mail"));
        WriteCertificate();
        await File.WriteAllTextAsync(Path.Combine(Configuration, "main.cf"), await MainAsync());
        await File.WriteAllTextAsync(Path.Combine(Configuration, "master.cf"), Master());
        process = Process.Start(new ProcessStartInfo(Program, ["-c", Configuration, "start-fg"]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        await WaitForGreetingAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (process is not null)
        {
            // Postfix's own stop ends this instance alone, by the number in its queue.
            await RunAsync(Program, "-c", Configuration, "stop");
            await process.WaitForExitAsync();
            process.Dispose();
        }

        folder.Delete(recursive: true);
    }

    /// <summary>The messages that arrived for a user, once there are as many.</summary>
    public async Task<IReadOnlyList<byte[]>> ReadAsync(string user, int count, CancellationToken cancellationToken)
    {
        var inbox = Path.Combine(folder.FullName, "mail", user, "new");
        for (var watch = Stopwatch.StartNew(); ; await Task.Delay(50, cancellationToken))
        {
            var files = Directory.Exists(inbox) ? Directory.GetFiles(inbox) : [];
            if (files.Length >= count)
                return [.. files.OrderBy(File.GetLastWriteTimeUtc).Select(File.ReadAllBytes)];
            if (watch.Elapsed > TimeSpan.FromSeconds(60))
                throw new TimeoutException($"Postfix delivered {files.Length} of {count} messages: {await File.ReadAllTextAsync(Path.Combine(folder.FullName, "log", "maillog"), cancellationToken)}");
        }
    }

    private async Task<string> MainAsync() => $"""
        compatibility_level = 3.6
        queue_directory = {folder.FullName}/queue
        data_directory = {folder.FullName}/data
        command_directory = /usr/sbin
        daemon_directory = /usr/lib/postfix/sbin
        mail_owner = postfix
        setgid_group = postdrop
        myhostname = mx.out.test
        mydestination =
        inet_interfaces = 127.0.0.1
        inet_protocols = ipv4
        mynetworks = 127.0.0.0/8
        local_header_rewrite_clients =
        alias_maps =
        alias_database =
        virtual_mailbox_domains = out.test
        virtual_mailbox_base = {folder.FullName}/mail
        virtual_mailbox_maps = {Map(new[] { "ann", "bob", "åsa", "corpus", "signed" }.Select(user => $"{user}@out.test={user}/"))}
        virtual_uid_maps = static:{(await RunAsync("id", "-u", "nobody")).Trim()}
        virtual_gid_maps = static:{(await RunAsync("id", "-g", "nobody")).Trim()}
        virtual_minimum_uid = 100
        virtual_mailbox_limit = 0
        message_size_limit = 30000000
        smtpd_tls_cert_file = {Configuration}/cert.pem
        smtpd_tls_key_file = {Configuration}/key.pem
        smtpd_tls_security_level = may
        smtpd_tls_received_header = yes
        maillog_file = {folder.FullName}/log/maillog
        maillog_file_prefixes = {folder.FullName}

        """;

    private static string Map(IEnumerable<string> rows) => "inline:{ " + string.Join(", ", rows) + " }";

    private string Master() => $"""
        127.0.0.1:{Port} inet n - n - - smtpd
        cleanup unix n - n - 0 cleanup
        qmgr unix n - n 300 1 qmgr
        tlsmgr unix - - n 1000? 1 tlsmgr
        rewrite unix - - n - - trivial-rewrite
        bounce unix - - n - 0 bounce
        defer unix - - n - 0 bounce
        trace unix - - n - 0 bounce
        proxymap unix - - n - - proxymap
        error unix - - n - - error
        retry unix - - n - - error
        virtual unix - n n - - virtual
        anvil unix - - n - 1 anvil
        postlog unix-dgram n - n - 1 postlogd

        """;

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

    private static async Task<string> RunAsync(string program, params string[] arguments)
    {
        using var run = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var error = run.StandardError.ReadToEndAsync();
        var output = await run.StandardOutput.ReadToEndAsync();
        await run.WaitForExitAsync();
        return run.ExitCode == 0 ? output : throw new InvalidOperationException($"{program} failed: {await error}");
    }
}
