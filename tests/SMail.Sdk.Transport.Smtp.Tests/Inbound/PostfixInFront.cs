using System.Diagnostics;
using SMail.Sdk.Transport.Smtp.Tests.Servers;

namespace SMail.Sdk.Transport.Smtp.Tests.Inbound;

/// <summary>Postfix in front of a mail system, set up as docs/lmtp.md says.</summary>
public sealed class PostfixInFront : PostfixServer, IServerInFront
{
    public SystemBehind Behind { get; private set; } = null!;

    protected override string? FindObstacle() => base.FindObstacle() ?? Swaks.FindObstacle();

    protected override async Task<ProcessStartInfo> PrepareAsync()
    {
        Behind = await SystemBehind.StartAsync();
        return await base.PrepareAsync();
    }

    protected override async Task EndAsync() => await (Behind?.DisposeAsync() ?? ValueTask.CompletedTask);

    protected override Task<string> MoreMainAsync() => Task.FromResult($"""
        myhostname = mx.s-mail.test
        virtual_mailbox_domains = s-mail.test
        virtual_transport = lmtp:inet:{Behind.EndPoint}
        smtpd_recipient_restrictions = reject_unauth_destination, reject_unverified_recipient
        unverified_recipient_reject_code = 550
        address_verify_map =
        message_size_limit = 26214400
        smtpd_forbid_bare_newline = normalize
        message_strip_characters = \0

        """);
}
