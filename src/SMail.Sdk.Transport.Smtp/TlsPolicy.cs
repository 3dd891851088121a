namespace SMail.Sdk.Transport.Smtp;

/// <summary>How much encryption the next server must offer.</summary>
public enum TlsPolicy
{
    /// <summary>Encrypts where it can, whatever the certificate; sends in plain text where TLS is not offered or fails (RFC 7435).</summary>
    Opportunistic,
    /// <summary>Encrypts to a server whose certificate is valid for its name, or does not send: the message is tried later.</summary>
    Required,
}
