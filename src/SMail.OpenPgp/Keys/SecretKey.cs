namespace SMail.OpenPgp;

/// <summary>An unlocked secret key with its certificate. Never printed; its secret parts are zeroed on disposal.</summary>
public sealed class SecretKey : IDisposable
{
    internal SecretKey() { }

    /// <summary>The public half.</summary>
    public Certificate Certificate => throw new NotSupportedException();

    /// <summary>Reads one unprotected transferable secret key, binary or armored (RFC 9580, section 10.2).</summary>
    /// <exception cref="OpenPgpException">Malformed, protected by a password, or over the size limit.</exception>
    public static SecretKey Read(ReadOnlySpan<byte> bytes) => throw new NotSupportedException();

    /// <summary>The unprotected transferable secret key as binary packets; the caller protects and zeroes them.</summary>
    public byte[] ExportUnprotected() => throw new NotSupportedException();

    /// <inheritdoc/>
    public void Dispose() => throw new NotSupportedException();
}
