using System.Diagnostics;

namespace SMail.Sdk.Transport.Smtp.Tests.Servers;

/// <summary>Exim: what every instance has in common. Its package can't be installed beside Postfix's, so <c>.ci/run</c> unpacks it into a folder.</summary>
public abstract class EximServer : DebianServer
{
    private static string? Program { get; } = FindProgram();

    protected override string? FindObstacle() => Program is null ? "Exim is not unpacked in artifacts/exim (.ci/run does it)." : null;

    protected override async Task<ProcessStartInfo> PrepareAsync()
    {
        await RunAsync("chown", "-R", "nobody:nogroup", Path.Combine(Folder, "queue"), Path.Combine(Folder, "log"), Path.Combine(Folder, "data"), Path.Combine(Configuration, "key.pem"));
        var file = Path.Combine(Configuration, "exim.conf");
        await File.WriteAllTextAsync(file, Text());
        return Command(Program!, "-C", file, "-bdf");
    }

    protected override Task StopAsync(Process process)
    {
        process.Kill();
        return Task.CompletedTask;
    }

    /// <summary>Who it is, whom it takes mail for, and where that goes.</summary>
    protected abstract string Rules();

    private string Text() => $"""
        exim_path = {Program}
        exim_user = nobody
        exim_group = nogroup
        spool_directory = {Folder}/queue
        log_file_path = {Folder}/log/%slog
        pid_file_path = {Folder}/data/exim.pid
        daemon_smtp_ports = {Port}
        local_interfaces = 127.0.0.1
        tls_advertise_hosts = *
        tls_certificate = {Configuration}/cert.pem
        tls_privatekey = {Configuration}/key.pem
        smtputf8_advertise_hosts = *
        never_users =
        keep_environment =
        acl_smtp_rcpt = recipients
        acl_smtp_data = accept

        """ + Rules();

    private static string? FindProgram()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (Path.Combine(folder.FullName, "artifacts", "exim", "usr", "sbin", "exim4") is var program && File.Exists(program))
                return program;
        return null;
    }
}
