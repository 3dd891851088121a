using System.Buffers.Binary;
using System.Security.Cryptography;
using SMail.OpenPgp.Packets;
using SMail.OpenPgp.Primitives;

namespace SMail.OpenPgp;

/// <summary>The fields before the chunks of a version 2 SEIPD packet, and what is derived from them (RFC 9580, section 5.13.2).</summary>
internal sealed class Seipd2Header
{
    /// <summary>Version, cipher, mode, chunk size and salt.</summary>
    internal const int Size = FieldsSize + SaltSize;

    /// <summary>The chunks written here: 64 KiB.</summary>
    internal const int WrittenChunkSize = 1 << (WrittenChunkOctet + ChunkBias);

    private const int FieldsSize = 4;
    private const int SaltSize = 32;
    private const byte WrittenChunkOctet = 10;
    private const byte MaxChunkOctet = 16;
    private const int ChunkBias = 6;
    private const int IndexSize = 8;
    private const byte PacketTypeOctet = 0xC0 | (byte)PacketType.IntegrityProtectedData;

    private readonly byte[] bytes;

    private Seipd2Header(byte[] bytes) => this.bytes = bytes;

    internal ReadOnlyMemory<byte> Bytes => bytes;

    internal AeadSuite Suite => new((CipherId)bytes[1], (AeadId)bytes[2]);

    internal int ChunkSize => 1 << (bytes[3] + ChunkBias);

    /// <summary>A chunk with its tag.</summary>
    internal int SealedChunkSize => ChunkSize + AeadCipher.TagSize;

    internal static Seipd2Header Make(AeadSuite suite) =>
        new([IntegrityProtected.Version2, (byte)suite.Cipher, (byte)suite.Aead, WrittenChunkOctet, .. RandomNumberGenerator.GetBytes(SaltSize)]);

    /// <exception cref="OpenPgpException">A cipher, a mode or a chunk size that is not taken.</exception>
    internal static Seipd2Header Read(ReadOnlySpan<byte> fields)
    {
        var header = new Seipd2Header(fields.ToArray());
        if (!header.Suite.Cipher.IsAes() || !header.Suite.Aead.IsSupported() || header.bytes[3] > MaxChunkOctet)
            throw Errors.Unsupported("The cipher, the mode or the chunk size of the encrypted packet is not taken.");
        return header;
    }

    /// <summary>How long the chunks and the last tag are, in the chunks written here.</summary>
    internal static long EncryptedSize(long inside) =>
        inside + ((inside + WrittenChunkSize - 1) / WrittenChunkSize * AeadCipher.TagSize) + AeadCipher.TagSize;

    /// <summary>What every chunk is bound to: the packet's type and fields. The last tag adds the count of octets.</summary>
    internal byte[] AssociatedData(int extra = 0)
    {
        var data = new byte[1 + FieldsSize + extra];
        data[0] = PacketTypeOctet;
        bytes.AsSpan(0, FieldsSize).CopyTo(data.AsSpan(1));
        return data;
    }

    internal byte[] LastAssociatedData(long octets)
    {
        var data = AssociatedData(IndexSize);
        BinaryPrimitives.WriteInt64BigEndian(data.AsSpan(data.Length - IndexSize), octets);
        return data;
    }

    /// <summary>The cipher under the message's own key; the nonce receives its fixed part, with the chunk's index to follow.</summary>
    internal AeadCipher NewCipher(SessionKey sessionKey, out byte[] nonce)
    {
        var (keySize, nonceSize) = (Suite.Cipher.KeySize(), Suite.Aead.NonceSize());
        using var derived = new SecretBytes(keySize + nonceSize - IndexSize);
        HKDF.DeriveKey(HashAlgorithmName.SHA256, sessionKey.Key, derived.Span, bytes.AsSpan(FieldsSize), AssociatedData());
        nonce = new byte[nonceSize];
        derived.Span[keySize..].CopyTo(nonce);
        return AeadCipher.Create(Suite.Aead, Suite.Cipher, derived.Span[..keySize]);
    }

    internal static void SetIndex(byte[] nonce, long index) => BinaryPrimitives.WriteInt64BigEndian(nonce.AsSpan(nonce.Length - IndexSize), index);
}
