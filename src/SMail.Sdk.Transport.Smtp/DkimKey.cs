using System.Security.Cryptography;
using System.Text;
using NSec.Cryptography;

namespace SMail.Sdk.Transport.Smtp;

/// <summary>A private key that signs mail of a domain (DKIM, RFC 6376). Whoever made it disposes it, when no mail is sent with it any more.</summary>
/// <remarks>Of several keys the newest that has begun signs, one of each algorithm: so a key that is published today can be set to begin in a day.</remarks>
public sealed class DkimKey : IDisposable
{
    private const int MinRsaBits = 2048;

    private readonly RSA? rsa;
    private readonly Key? ed25519;

    private DkimKey(string selector, DateTimeOffset notBefore, RSA? rsa, Key? ed25519) =>
        (Selector, NotBefore, this.rsa, this.ed25519) = (selector, notBefore, rsa, ed25519);

    /// <summary>The name under which the public key is published, at <c>selector._domainkey.domain</c>.</summary>
    public string Selector { get; }

    /// <summary>From when on it signs.</summary>
    public DateTimeOffset NotBefore { get; }

    /// <summary>The algorithm: <c>rsa-sha256</c> (RFC 6376, section 3.3.2) or <c>ed25519-sha256</c> (RFC 8463).</summary>
    public string Algorithm => rsa is null ? "ed25519-sha256" : "rsa-sha256";

    /// <summary>The text of the TXT record that publishes the public key (RFC 6376, section 3.6.1).</summary>
    public string PublicRecord => rsa is null
        ? $"v=DKIM1; k=ed25519; p={Convert.ToBase64String(ed25519!.PublicKey.Export(KeyBlobFormat.RawPublicKey))}"
        : $"v=DKIM1; k=rsa; p={Convert.ToBase64String(rsa.ExportSubjectPublicKeyInfo())}";

    /// <summary>Reads a private key in PKCS #8 or, of RSA, PKCS #1.</summary>
    /// <param name="selector">The name under which the public key is published.</param>
    /// <param name="pem">The key in PEM (RFC 7468), not encrypted: RSA of at least 2048 bits (RFC 8301), or Ed25519.</param>
    /// <param name="notBefore">From when on it signs.</param>
    /// <exception cref="ArgumentException">It is no such key, or the selector is no name.</exception>
    public static DkimKey FromPem(string selector, ReadOnlySpan<char> pem, DateTimeOffset notBefore = default)
    {
        if (!HostName.IsValid(selector))
            throw new ArgumentException("A selector is one or more labels of a domain name.", nameof(selector));
        return FindEd25519(pem) is { } key ? new DkimKey(selector, notBefore, null, key) : new DkimKey(selector, notBefore, ReadRsa(pem), null);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        rsa?.Dispose();
        ed25519?.Dispose();
    }

    /// <summary>Signs the hash; with Ed25519, the hash is the message (RFC 8463, section 3).</summary>
    internal byte[] Sign(ReadOnlySpan<byte> hash)
    {
        if (rsa is null)
            return SignatureAlgorithm.Ed25519.Sign(ed25519!, hash);
        // The class does not promise to serve two threads.
        lock (rsa)
            return rsa.SignHash(hash.ToArray(), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
    }

    private static Key? FindEd25519(ReadOnlySpan<char> pem)
    {
        var text = new byte[Encoding.UTF8.GetByteCount(pem)];
        try
        {
            Encoding.UTF8.GetBytes(pem, text);
            return Key.TryImport(SignatureAlgorithm.Ed25519, text.AsSpan().Trim(" \r\n"u8), KeyBlobFormat.PkixPrivateKeyText, out var key) ? key : null;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(text);
        }
    }

    private static RSA ReadRsa(ReadOnlySpan<char> pem)
    {
        var rsa = RSA.Create();
        try
        {
            rsa.ImportFromPem(pem);
            return rsa.KeySize >= MinRsaBits ? rsa : throw new ArgumentException($"An RSA key has at least {MinRsaBits} bits.", nameof(pem));
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            rsa.Dispose();
            throw new ArgumentException("This is no private key for DKIM: it takes RSA of at least 2048 bits, or Ed25519, in PEM without a password.", nameof(pem), e);
        }
    }
}
