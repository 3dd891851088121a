using SMail.Sdk.Transport.Smtp.Tests.Servers;

namespace SMail.Benchmarks.Delivery;

/// <summary>One Postfix that delivers out.test to a maildir and s-mail.test over LMTP.</summary>
internal sealed class PostfixTwoWays(int lmtpPort) : PostfixServer
{
    /// <summary>The maildir's folder of new mail.</summary>
    public string NewMail => Path.Combine(Folder, "mail", "ann", "new");

    protected override async Task<string> MoreMainAsync() => $$"""
        myhostname = mx.s-mail.test
        relay_domains = s-mail.test
        transport_maps = inline:{ { s-mail.test = lmtp:inet:127.0.0.1:{{lmtpPort}} } }

        """ + await MaildirsAsync("out.test", "ann");
}
