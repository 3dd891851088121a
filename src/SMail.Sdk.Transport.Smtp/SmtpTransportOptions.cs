using System.Security.Cryptography.X509Certificates;

namespace SMail.Sdk.Transport.Smtp;

/// <summary>The choices of mail over SMTP.</summary>
public sealed class SmtpTransportOptions
{
    /// <summary>The server that takes all mail; null to go to the servers of each recipient's domain (MX).</summary>
    /// <value>The default is null.</value>
    public SmtpRelay? Relay { get; set; }

    /// <summary>The full name this server gives itself (RFC 5321, section 2.3.5); the one its address resolves back to.</summary>
    /// <value>The default is empty, which is refused.</value>
    public string HeloName { get; set; } = "";

    /// <summary>How much encryption every server must offer.</summary>
    /// <value>The default is <see cref="TlsPolicy.Opportunistic"/>.</value>
    public TlsPolicy Tls { get; set; }

    /// <summary>Recipient domains for which it is <see cref="TlsPolicy.Required"/>: TLS or not at all. Through a relay, the relay must meet it.</summary>
    public IList<string> TlsRequiredDomains { get; } = [];

    /// <summary>Roots that are trusted beside the system's.</summary>
    public X509Certificate2Collection TrustedRoots { get; } = [];

    /// <summary>Fetches MTA-STS policies (RFC 8461) of recipient domains; null to ask for none. Not used through a relay.</summary>
    /// <value>The default is an <see cref="HttpMtaStsPolicyFetcher"/>.</value>
    public IMtaStsPolicyFetcher? MtaSts { get; set; } = new HttpMtaStsPolicyFetcher();

    /// <summary>Finds the servers of a domain. Not used through a relay.</summary>
    /// <value>The default is null: the name servers of the system, asked with DnsClient.</value>
    public IMxResolver? Resolver { get; set; }

    /// <summary>Whether mail may go to servers at loopback, private and other special addresses, which no domain of the Internet should name. A relay may be anywhere.</summary>
    /// <value>The default is false.</value>
    public bool AllowPrivateAddresses { get; set; }

    /// <summary>The port of MX servers.</summary>
    /// <value>The default is 25.</value>
    public int MxPort { get; set; } = 25;

    /// <summary>How many addresses of a domain's servers are tried for one message.</summary>
    /// <value>The default is 5.</value>
    public int MaxServers { get; set; } = 5;

    /// <summary>How many connections to one server there are at a time.</summary>
    /// <value>The default is 5.</value>
    public int ConnectionsPerServer { get; set; } = 5;

    /// <summary>How long a connection without work is kept.</summary>
    /// <value>The default is 30 seconds.</value>
    public TimeSpan IdleTime { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How many recipients one transaction has at the most.</summary>
    /// <value>The default is 100, which every server takes (RFC 5321, section 4.5.3.1.8).</value>
    public int MaxRecipients { get; set; } = 100;

    /// <summary>How long connecting may take.</summary>
    /// <value>The default is 30 seconds.</value>
    public TimeSpan ConnectTime { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long the greeting, the TLS handshake and the answer to a command may each take.</summary>
    /// <value>The default is 5 minutes (RFC 5321, section 4.5.3.2).</value>
    public TimeSpan CommandTime { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How long the server may take to accept each block of the message.</summary>
    /// <value>The default is 3 minutes (RFC 5321, section 4.5.3.2.5).</value>
    public TimeSpan DataTime { get; set; } = TimeSpan.FromMinutes(3);

    /// <summary>How long the answer to the end of the message may take. Too short a time makes duplicates (RFC 1047).</summary>
    /// <value>The default is 10 minutes (RFC 5321, section 4.5.3.2.6).</value>
    public TimeSpan FinalTime { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>What later servers tell the sender by mail, where the server knows RFC 3461.</summary>
    /// <value>The default is null: what each server thinks best, which is failures.</value>
    public DeliveryNotices? Notify { get; set; }

    /// <summary>Whether a notice of failure returns the whole message, not its header alone.</summary>
    /// <value>The default is false.</value>
    public bool ReturnContent { get; set; }

    /// <summary>Gives the keys that sign for a domain (DKIM, RFC 6376), in canonical form; null to sign nothing. A domain without keys is not signed for.</summary>
    /// <value>The default is null.</value>
    public Func<string, CancellationToken, ValueTask<IReadOnlyList<DkimKey>>>? DkimKeys { get; set; }

    /// <summary>Whether a Received field is put before the message. It tells the time of each try, so tries differ in it.</summary>
    /// <value>The default is false.</value>
    public bool AddReceived { get; set; }
}
