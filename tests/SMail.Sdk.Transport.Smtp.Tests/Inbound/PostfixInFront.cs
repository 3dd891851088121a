using System.Diagnostics;
using SMail.Sdk.Tests;
using SMail.Sdk.Transport.Smtp.Tests.Servers;

namespace SMail.Sdk.Transport.Smtp.Tests.Inbound;

/// <summary>Postfix in front of a mail system, to which it delivers over LMTP.</summary>
public sealed class PostfixInFront : DebianServer
{
    private const string Program = "/usr/sbin/postfix";
    private LmtpListener? listener;

    /// <summary>The system behind it.</summary>
    public TestSystem System { get; private set; } = null!;

    protected override string? FindObstacle() => !File.Exists(Program) ? "Postfix is not installed." : !Swaks.IsThere ? "swaks is not installed." : null;

    protected override async Task<ProcessStartInfo> PrepareAsync()
    {
        System = await TestSystem.StartAsync();
        listener = await Listening.StartAsync(System.Server.Inbox, options => options.IsTrusted = _ => true);
        await RunAsync("chown", "postfix", Path.Combine(Folder, "data"));
        await File.WriteAllTextAsync(Path.Combine(Configuration, "main.cf"), Main());
        await File.WriteAllTextAsync(Path.Combine(Configuration, "master.cf"), Master());
        return Command(Program, "-c", Configuration, "start-fg");
    }

    protected override async Task StopAsync(Process process)
    {
        await RunAsync(Program, "-c", Configuration, "stop");
        await listener!.DisposeAsync();
        await System.DisposeAsync();
    }

    private string Main() => $"""
        compatibility_level = 3.6
        queue_directory = {Folder}/queue
        data_directory = {Folder}/data
        command_directory = /usr/sbin
        daemon_directory = /usr/lib/postfix/sbin
        mail_owner = postfix
        setgid_group = postdrop
        myhostname = mx.s-mail.test
        mydestination =
        inet_interfaces = 127.0.0.1
        inet_protocols = ipv4
        mynetworks = 127.0.0.0/8
        alias_maps =
        alias_database =
        virtual_mailbox_domains = s-mail.test
        virtual_transport = lmtp:inet:{listener!.EndPoint}
        smtpd_recipient_restrictions = reject_unauth_destination, reject_unverified_recipient
        unverified_recipient_reject_code = 550
        address_verify_map =
        message_size_limit = 26214400
        smtpd_forbid_bare_newline = normalize
        message_strip_characters = \0
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
        lmtp unix - - n - - lmtp
        scache unix - - n - 1 scache
        anvil unix - - n - 1 anvil
        postlog unix-dgram n - n - 1 postlogd

        """;
}
