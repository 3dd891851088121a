namespace SMail.OpenPgp;

/// <summary>The fingerprint of a key: 20 bytes for version 4, 32 bytes for version 6 (RFC 9580, section 5.5.4).</summary>
public readonly struct Fingerprint : IEquatable<Fingerprint>
{
    internal const int Version6Size = 32;

    private readonly byte[]? bytes;

    /// <summary>Wraps the bytes of a fingerprint; they are copied (RFC 9580, section 5.5.4).</summary>
    /// <exception cref="OpenPgpException">Neither 20 nor 32 bytes.</exception>
    public Fingerprint(ReadOnlySpan<byte> value)
    {
        if (value.Length is not (20 or 32))
            throw new OpenPgpException(OpenPgpError.Malformed, "A fingerprint has 20 bytes (version 4) or 32 bytes (version 6).");
        bytes = value.ToArray();
    }

    /// <summary>The bytes: 20 or 32, none for the default value.</summary>
    public ReadOnlySpan<byte> Span => bytes;

    /// <summary>The key version it belongs to: 4, 6, or 0 for the default value (RFC 9580, section 5.5.4).</summary>
    public int KeyVersion => bytes?.Length switch { 20 => 4, 32 => 6, _ => 0 };

    /// <summary>Reads upper- or lower-case hex digits (RFC 9580, section 5.5.4).</summary>
    /// <exception cref="OpenPgpException">Not 40 or 64 hex digits.</exception>
    public static Fingerprint Parse(string hex)
    {
        ArgumentNullException.ThrowIfNull(hex);
        try
        {
            return new Fingerprint(Convert.FromHexString(hex));
        }
        catch (FormatException)
        {
            throw new OpenPgpException(OpenPgpError.Malformed, "A fingerprint is written as 40 or 64 hex digits.");
        }
    }

    /// <summary>The fingerprint as upper-case hex digits.</summary>
    public override string ToString() => Convert.ToHexString(Span);

    /// <inheritdoc/>
    public bool Equals(Fingerprint other) => Span.SequenceEqual(other.Span);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Fingerprint other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => bytes is null ? 0 : BitConverter.ToInt32(bytes, 4);

    /// <summary>Whether two fingerprints are the same.</summary>
    public static bool operator ==(Fingerprint left, Fingerprint right) => left.Equals(right);

    /// <summary>Whether two fingerprints differ.</summary>
    public static bool operator !=(Fingerprint left, Fingerprint right) => !left.Equals(right);
}
