namespace SMail.Sdk.Transport.Smtp.Tests.Servers;

/// <summary>Postfix for out.test, with maildirs.</summary>
public sealed class PostfixMaildirs : PostfixServer
{
    protected override async Task<string> MoreMainAsync() => $"""
        myhostname = mx.out.test
        local_header_rewrite_clients =
        message_size_limit = 30000000
        smtpd_tls_cert_file = {Configuration}/cert.pem
        smtpd_tls_key_file = {Configuration}/key.pem
        smtpd_tls_security_level = may
        smtpd_tls_received_header = yes

        """ + await MaildirsAsync("out.test", "ann", "bob", "åsa", "corpus", "signed");
}
