using System.Diagnostics;
using System.Globalization;
using SMail.OpenPgp.Packets;
using SMail.OpenPgp.Primitives;

namespace SMail.OpenPgp;

/// <summary>The key a message's body is encrypted with (RFC 9580, section 2.1); whoever has it reads this message. Zeroed on disposal.</summary>
[DebuggerDisplay("secret")]
public sealed class SessionKey : IDisposable
{
    private const int ChecksumSize = 2;

    private readonly SecretBytes key;

    internal SessionKey(CipherId? cipher, SecretBytes key) => (Cipher, this.key) = (cipher, key);

    /// <summary>Named for version 1 of the encrypted packet; version 2 names the cipher itself (RFC 9580, section 5.1).</summary>
    internal CipherId? Cipher { get; }

    internal ReadOnlySpan<byte> Key => key.Span;

    /// <summary>Reads the number of the cipher (RFC 9580, section 9.3), a colon and hex digits, as <see cref="Export"/> writes them.</summary>
    /// <exception cref="OpenPgpException">Another form, or a size that is not the cipher's.</exception>
    public static SessionKey Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0 || !byte.TryParse(text.AsSpan(0, colon), NumberStyles.None, CultureInfo.InvariantCulture, out var cipher))
            throw Malformed();
        try
        {
            using var bytes = new SecretBytes(Convert.FromHexString(text.AsSpan(colon + 1).Trim()));
            return Read((CipherId)cipher, bytes.Span) ?? throw Malformed();
        }
        catch (FormatException)
        {
            throw Malformed();
        }
    }

    /// <summary>The key as text, for whoever is to read this one message (RFC 9580, section 9.3).</summary>
    public string Export() => $"{(byte)(Cipher ?? CipherOf(key.Span.Length))}:{Convert.ToHexString(key.Span)}";

    /// <summary>Never the key.</summary>
    public override string ToString() => "secret";

    internal static SessionKey Generate(CipherId cipher) => new(cipher, SecretBytes.Random(cipher.KeySize()));

    /// <summary>Makes a key for version 2 of the encrypted packet.</summary>
    internal static SessionKey GenerateUnnamed(CipherId cipher) => new(null, SecretBytes.Random(cipher.KeySize()));

    /// <summary>Writes the cipher if it is named, the key and its checksum (RFC 9580, section 5.1.3).</summary>
    internal void WriteChecked(ByteWriter writer)
    {
        if (Cipher is { } named)
            writer.Byte((byte)named);
        writer.Bytes(key.Span);
        writer.UInt16(Checksum(key.Span));
    }

    /// <summary>Reads what <see cref="WriteChecked"/> writes; null when it does not hold together.</summary>
    internal static SessionKey? ReadChecked(ReadOnlySpan<byte> payload, bool namesCipher)
    {
        if (payload.Length <= ChecksumSize)
            return null;
        var key = payload[(namesCipher ? 1 : 0)..^ChecksumSize];
        return ((payload[^2] << 8) | payload[^1]) == Checksum(key) ? Read(namesCipher ? (CipherId)payload[0] : null, key) : null;
    }

    /// <summary>A key of a size that fits its cipher; null for others. The policy says later whether the cipher is taken.</summary>
    internal static SessionKey? Read(CipherId? cipher, ReadOnlySpan<byte> key)
    {
        var fits = cipher is { } named ? named.IsKnown() && key.Length == named.KeySize() : key.Length is 16 or 24 or 32;
        return fits ? new(cipher, new SecretBytes(key)) : null;
    }

    internal SessionKey Copy() => new(Cipher, new SecretBytes(key.Span));

    /// <summary>The sum of all octets modulo 65536.</summary>
    internal static ushort Checksum(ReadOnlySpan<byte> bytes)
    {
        var sum = 0;
        foreach (var value in bytes)
            sum += value;
        return (ushort)sum;
    }

    private static CipherId CipherOf(int size) => size switch { 16 => CipherId.Aes128, 24 => CipherId.Aes192, _ => CipherId.Aes256 };

    private static OpenPgpException Malformed() => Errors.Malformed("A session key is written as the number of its cipher, a colon and hex digits.");

    /// <inheritdoc/>
    public void Dispose() => key.Dispose();
}
