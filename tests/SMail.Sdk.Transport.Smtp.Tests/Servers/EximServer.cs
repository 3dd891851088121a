using System.Diagnostics;

namespace SMail.Sdk.Transport.Smtp.Tests.Servers;

/// <summary>Exim, for second.test. Its package can't be installed beside Postfix's, so <c>.ci/run</c> unpacks it into a folder.</summary>
public sealed class EximServer : DebianServer
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

    private string Text() => $"""
        exim_path = {Program}
        primary_hostname = mx.second.test
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

        begin acl
        recipients:
          accept domains = second.test
                 local_parts = ann : bob
          deny message = 5.1.1 No such user

        begin routers
        box:
          driver = accept
          domains = second.test
          local_parts = ann : bob
          transport = box

        begin transports
        box:
          driver = appendfile
          directory = {Folder}/mail/$local_part_data
          maildir_format
          user = nobody
          create_directory

        """;

    private static string? FindProgram()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (Path.Combine(folder.FullName, "artifacts", "exim", "usr", "sbin", "exim4") is var program && File.Exists(program))
                return program;
        return null;
    }
}
