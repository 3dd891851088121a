using System.Diagnostics;

namespace SMail.Sdk.Transport.Smtp.Tests.Servers;

/// <summary>Postfix from its Debian package: what every instance has in common.</summary>
public abstract class PostfixServer : DebianServer
{
    private const string Program = "/usr/sbin/postfix";

    protected override string? FindObstacle() => File.Exists(Program) ? null : "Postfix is not installed.";

    protected override async Task<ProcessStartInfo> PrepareAsync()
    {
        await RunAsync("chown", "postfix", Path.Combine(Folder, "data"));
        await File.WriteAllTextAsync(Path.Combine(Configuration, "main.cf"), Main() + await MoreMainAsync());
        await File.WriteAllTextAsync(Path.Combine(Configuration, "master.cf"), Master());
        return Command(Program, "-c", Configuration, "start-fg");
    }

    // Postfix's own stop ends this instance alone, by the number in its queue.
    protected override Task StopAsync(Process process) => RunAsync(Program, "-c", Configuration, "stop");

    /// <summary>The lines of main.cf that say what this instance is for.</summary>
    protected abstract Task<string> MoreMainAsync();

    /// <summary>The lines of main.cf for a domain whose users have maildirs.</summary>
    protected async Task<string> MaildirsAsync(string domain, params IEnumerable<string> users) => $"""
        virtual_mailbox_domains = {domain}
        virtual_mailbox_base = {Folder}/mail
        virtual_mailbox_maps = {Map(users.Select(user => $"{user}@{domain}={user}/"))}
        virtual_uid_maps = static:{(await RunAsync("id", "-u", "nobody")).Trim()}
        virtual_gid_maps = static:{(await RunAsync("id", "-g", "nobody")).Trim()}
        virtual_minimum_uid = 100
        virtual_mailbox_limit = 0

        """;

    private static string Map(IEnumerable<string> rows) => "inline:{ " + string.Join(", ", rows) + " }";

    private string Main() => $"""
        compatibility_level = 3.6
        queue_directory = {Folder}/queue
        data_directory = {Folder}/data
        command_directory = /usr/sbin
        daemon_directory = /usr/lib/postfix/sbin
        mail_owner = postfix
        setgid_group = postdrop
        mydestination =
        inet_interfaces = 127.0.0.1
        inet_protocols = ipv4
        mynetworks = 127.0.0.0/8
        alias_maps =
        alias_database =
        maillog_file = {Folder}/log/maillog
        maillog_file_prefixes = {Folder}

        """;

    private string Master() => $"""
        127.0.0.1:{Port} inet n - n - - smtpd
        cleanup unix n - n - 0 cleanup
        qmgr unix n - n 300 1 qmgr
        tlsmgr unix - - n 1000? 1 tlsmgr
        rewrite unix - - n - - trivial-rewrite
        bounce unix - - n - 0 bounce
        defer unix - - n - 0 bounce
        trace unix - - n - 0 bounce
        verify unix - - n - 1 verify
        proxymap unix - - n - - proxymap
        error unix - - n - - error
        retry unix - - n - - error
        virtual unix - n n - - virtual
        lmtp unix - - n - - lmtp
        scache unix - - n - 1 scache
        anvil unix - - n - 1 anvil
        postlog unix-dgram n - n - 1 postlogd

        """;
}
