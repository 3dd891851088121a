namespace SMail.OpenPgp;

/// <summary>A certificate: primary key, user ids, subkeys and their self-signatures (RFC 9580, section 10.1). Immutable.</summary>
public sealed class Certificate
{
    internal Certificate() { }

    /// <summary>The fingerprint of the primary key.</summary>
    public Fingerprint Fingerprint => throw new NotSupportedException();

    /// <summary>The user ids whose self-signatures hold, as written, for example <c>&lt;alice@example.org&gt;</c>.</summary>
    public IReadOnlyList<string> UserIds => throw new NotSupportedException();

    /// <summary>Reads one certificate, binary or armored.</summary>
    /// <exception cref="OpenPgpException">Malformed, more than one, or over the size limit.</exception>
    public static Certificate Read(ReadOnlySpan<byte> bytes) => throw new NotSupportedException();

    /// <summary>The certificate as binary packets, as read or as made.</summary>
    public byte[] ToBytes() => throw new NotSupportedException();

    /// <summary>The certificate as ASCII armor (RFC 9580, section 6.2).</summary>
    public string ToArmor() => throw new NotSupportedException();

    /// <summary>Whether messages can be encrypted to it at this time: it holds a valid encryption subkey.</summary>
    public bool CanEncrypt(DateTimeOffset at) => throw new NotSupportedException();
}
