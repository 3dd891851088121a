using System.Security.Cryptography;

namespace SMail.Sdk;

/// <summary>
/// The one shape in which this SDK encrypts under a symmetric key: format byte 0x01 || L(header) || nonce || ciphertext || tag,
/// AES-256-GCM with format byte and header as associated data.
/// </summary>
internal readonly ref struct Envelope
{
    public const byte Format = 1;
    public const int NonceSize = 12;
    public const int TagSize = 16;

    /// <summary>The largest header, in bytes: far above any real one, too small to smuggle content in the open.</summary>
    public const int MaxHeaderSize = 512;

    private const int HeaderOffset = 1 + LengthPrefixed.PrefixSize;

    private Envelope(ReadOnlySpan<byte> bytes, int headerSize)
    {
        Header = bytes.Slice(HeaderOffset, headerSize);
        AssociatedData = bytes[..(HeaderOffset + headerSize)];
        Nonce = bytes.Slice(AssociatedData.Length, NonceSize);
        Ciphertext = bytes[(AssociatedData.Length + NonceSize)..^TagSize];
        Tag = bytes[^TagSize..];
    }

    /// <summary>The fields in the open: L() of each.</summary>
    public ReadOnlySpan<byte> Header { get; }

    /// <summary>The ciphertext, as long as the plaintext.</summary>
    public ReadOnlySpan<byte> Ciphertext { get; }

    private ReadOnlySpan<byte> AssociatedData { get; }

    private ReadOnlySpan<byte> Nonce { get; }

    private ReadOnlySpan<byte> Tag { get; }

    /// <summary>The length of an envelope, in bytes.</summary>
    public static int SizeOf(int headerSize, int plaintextSize) => HeaderOffset + headerSize + NonceSize + plaintextSize + TagSize;

    /// <summary>Encrypts under a fresh random nonce. One key takes 2^32 envelopes (NIST SP 800-38D, section 8.3).</summary>
    public static byte[] Seal(SecretBytes key, LengthPrefixed header, ReadOnlySpan<byte> plaintext)
    {
        var headerSize = header.Written.Length;
        ArgumentOutOfRangeException.ThrowIfGreaterThan(headerSize, MaxHeaderSize, nameof(header));
        var bytes = new byte[SizeOf(headerSize, plaintext.Length)];
        bytes[0] = Format;
        new LengthPrefixed().Add(header.Written).Written.CopyTo(bytes.AsSpan(1));
        var body = bytes.AsSpan(HeaderOffset + headerSize);
        RandomNumberGenerator.Fill(body[..NonceSize]);
        using var gcm = new AesGcm(key.Span, TagSize);
        key.EnsureStillAlive();
        gcm.Encrypt(body[..NonceSize], plaintext, body[NonceSize..^TagSize], body[^TagSize..], bytes.AsSpan(0, HeaderOffset + headerSize));
        return bytes;
    }

    /// <summary>Takes the parts apart without any key; false where the bytes are not an envelope.</summary>
    public static bool TryParse(ReadOnlySpan<byte> bytes, out Envelope envelope)
    {
        envelope = default;
        if (bytes.IsEmpty || bytes[0] != Format)
            return false;
        var outer = new LengthPrefixedReader(bytes[1..]);
        if (!outer.TryRead(out var header) || header.Length > MaxHeaderSize || bytes.Length < SizeOf(header.Length, 0))
            return false;
        var fields = new LengthPrefixedReader(header);
        while (!fields.AtEnd)
            if (!fields.TryRead(out _))
                return false;
        envelope = new Envelope(bytes, header.Length);
        return true;
    }

    /// <summary>Decrypts; null where the key is another one or a bit was changed. The caller disposes the plaintext.</summary>
    public SecretBytes? TryOpen(SecretBytes key)
    {
        var plaintext = new SecretBytes(Ciphertext.Length);
        try
        {
            using var gcm = new AesGcm(key.Span, TagSize);
            key.EnsureStillAlive();
            gcm.Decrypt(Nonce, Ciphertext, Tag, plaintext.Writable, AssociatedData);
            return plaintext;
        }
        catch (AuthenticationTagMismatchException)
        {
            plaintext.Dispose();
            return null;
        }
        catch
        {
            plaintext.Dispose();
            throw;
        }
    }
}
