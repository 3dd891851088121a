using System.Security.Cryptography;
using SMail.OpenPgp.Packets;
using SMail.OpenPgp.Primitives;

namespace SMail.OpenPgp;

/// <summary>X25519 and X448 keys in their native form (RFC 9580, sections 5.5.5.7 and 5.5.5.8).</summary>
internal sealed class MontgomeryPublic(MontgomeryCurve curve, byte[] point) : PublicMaterial
{
    internal override bool Encrypts => true;

    internal static MontgomeryPublic Read(MontgomeryCurve curve, ref ByteReader reader) => new(curve, reader.Read(curve.KeySize).ToArray());

    internal override void Encrypt(PublicKeyPacket recipient, SessionKey sessionKey, ByteWriter fields)
    {
        using var ephemeral = SecretBytes.Random(curve.KeySize);
        using var shared = new SecretBytes(curve.KeySize);
        Span<byte> ephemeralPoint = stackalloc byte[curve.KeySize];
        curve.PublicKey(ephemeral.Span, ephemeralPoint);
        if (!curve.Agree(ephemeral.Span, point, shared.Span))
            throw Errors.Unusable("The encryption key of a recipient is a weak point.");
        using var kek = WrappingKey(curve, ephemeralPoint, point, shared.Span);
        fields.Bytes(ephemeralPoint);
        var size = sessionKey.Key.Length + AesKeyWrap.Overhead;
        fields.Byte((byte)(size + (sessionKey.Cipher is null ? 0 : 1)));
        // Unlike elsewhere the cipher stands in the open.
        if (sessionKey.Cipher is { } cipher)
            fields.Byte((byte)cipher);
        AesKeyWrap.Wrap(kek.Span, sessionKey.Key, fields.Take(size));
    }

    internal override SecretMaterial ReadSecret(ref ByteReader reader)
    {
        var scalar = new SecretBytes(reader.Read(curve.KeySize));
        Span<byte> made = stackalloc byte[curve.KeySize];
        curve.PublicKey(scalar.Span, made);
        if (CryptographicOperations.FixedTimeEquals(made, point))
            return new MontgomerySecret(curve, scalar, point);
        scalar.Dispose();
        throw Errors.Malformed("A secret key does not belong to its public key.");
    }

    internal static SecretBytes WrappingKey(MontgomeryCurve curve, ReadOnlySpan<byte> ephemeral, ReadOnlySpan<byte> point, ReadOnlySpan<byte> shared)
    {
        using var input = new ByteWriter(3 * 64);
        input.Bytes(ephemeral);
        input.Bytes(point);
        input.Bytes(shared);
        return curve.DeriveWrappingKey(input.Written);
    }
}

/// <summary>The secret of a <see cref="MontgomeryPublic"/>.</summary>
internal sealed class MontgomerySecret(MontgomeryCurve curve, SecretBytes scalar, byte[] point) : SecretMaterial
{
    internal override SessionKey? Decrypt(PublicKeyPacket recipient, ReadOnlySpan<byte> fields, bool namesCipher)
    {
        var reader = new ByteReader(fields);
        var ephemeral = reader.Read(curve.KeySize);
        var wrapped = new ByteReader(reader.Read(reader.ReadByte()));
        reader.End();
        CipherId? cipher = namesCipher ? (CipherId)wrapped.ReadByte() : null;
        var key = wrapped.ReadRest();
        // The cipher stands in the open, where anyone could name a weaker one (sections 5.1.6 and 5.1.7).
        if (key.Length < 2 * AesKeyWrap.Overhead || cipher is { } named && !named.IsAes())
            return null;
        using var shared = new SecretBytes(curve.KeySize);
        if (!curve.Agree(scalar.Span, ephemeral, shared.Span))
            return null;
        using var kek = MontgomeryPublic.WrappingKey(curve, ephemeral, point, shared.Span);
        using var unwrapped = new SecretBytes(key.Length - AesKeyWrap.Overhead);
        return AesKeyWrap.TryUnwrap(kek.Span, key, unwrapped.Span) ? SessionKey.Read(cipher, unwrapped.Span) : null;
    }

    internal override void Write(ByteWriter writer) => writer.Bytes(scalar.Span);

    public override void Dispose() => scalar.Dispose();
}
