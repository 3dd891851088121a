using System.Net;

namespace SMail.Sdk.Transport.Smtp;

/// <summary>The one server that takes all mail to the outside.</summary>
public sealed class SmtpRelay
{
    /// <summary>Its name or address. The name is what its certificate must be for.</summary>
    /// <value>The default is empty, which is refused.</value>
    public string Host { get; set; } = "";

    /// <summary>Its port.</summary>
    /// <value>The default is 587, submission (RFC 6409).</value>
    public int Port { get; set; } = 587;

    /// <summary>Whether TLS begins with the connection (RFC 8314, section 3.3) instead of by STARTTLS (RFC 3207).</summary>
    /// <value>The default is false.</value>
    public bool ImplicitTls { get; set; }

    /// <summary>Gives name and password, asked for at every new connection; null where the relay asks for none.</summary>
    /// <value>The default is null. With credentials TLS is <see cref="TlsPolicy.Required"/>, whatever the other choices say.</value>
    public Func<CancellationToken, ValueTask<NetworkCredential>>? Credentials { get; set; }
}
