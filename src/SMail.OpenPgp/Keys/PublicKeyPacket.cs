using System.Buffers.Binary;
using System.Security.Cryptography;
using SMail.OpenPgp.Packets;

namespace SMail.OpenPgp;

/// <summary>A public key or subkey (RFC 9580, section 5.5.2) with its fingerprint.</summary>
internal sealed class PublicKeyPacket
{
    private const byte Version4 = 4;

    private PublicKeyPacket(byte[] body, uint created, PublicKeyAlgorithm algorithm, PublicMaterial material)
    {
        Body = body;
        CreatedSeconds = created;
        Algorithm = algorithm;
        Material = material;
        Fingerprint = new Fingerprint(Version4Fingerprint(body));
        KeyId = BinaryPrimitives.ReadUInt64BigEndian(Fingerprint.Span[^8..]);
    }

    internal byte[] Body { get; }

    internal uint CreatedSeconds { get; }

    internal PublicKeyAlgorithm Algorithm { get; }

    internal PublicMaterial Material { get; }

    internal Fingerprint Fingerprint { get; }

    internal ulong KeyId { get; }

    internal DateTimeOffset Created => DateTimeOffset.FromUnixTimeSeconds(CreatedSeconds);

    /// <summary>Reads the public fields; what follows them is left to the caller.</summary>
    internal static PublicKeyPacket ReadFields(ReadOnlySpan<byte> body, out int size)
    {
        var reader = new ByteReader(body);
        var version = reader.ReadByte();
        if (version != Version4)
            throw Errors.Unsupported("Keys of this version are not taken.");
        var created = reader.ReadUInt32();
        var algorithm = (PublicKeyAlgorithm)reader.ReadByte();
        var material = PublicMaterial.Read(algorithm, ref reader);
        size = reader.Position;
        return new(body[..size].ToArray(), created, algorithm, material);
    }

    internal static PublicKeyPacket Read(ReadOnlySpan<byte> body)
    {
        var key = ReadFields(body, out var size);
        if (size != body.Length)
            throw Errors.Malformed("A key packet holds bytes after its last field.");
        return key;
    }

    /// <summary>Writes the fields every version 4 key begins with.</summary>
    internal static void WriteStart(ByteWriter writer, uint created, PublicKeyAlgorithm algorithm)
    {
        writer.Byte(Version4);
        writer.UInt32(created);
        writer.Byte((byte)algorithm);
    }

    private static byte[] Version4Fingerprint(ReadOnlySpan<byte> body)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA1);
        Span<byte> prefix = [0x99, 0, 0];
        if (body.Length > ushort.MaxValue)
            throw Errors.Limit("A version 4 key is over 65535 bytes.");
        BinaryPrimitives.WriteUInt16BigEndian(prefix[1..], (ushort)body.Length);
        hash.AppendData(prefix);
        hash.AppendData(body);
        return hash.GetHashAndReset();
    }
}
