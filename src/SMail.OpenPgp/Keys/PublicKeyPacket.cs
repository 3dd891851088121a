using System.Buffers.Binary;
using SMail.OpenPgp.Packets;
using SMail.OpenPgp.Primitives;

namespace SMail.OpenPgp;

/// <summary>A public key or subkey (RFC 9580, section 5.5.2) with its fingerprint.</summary>
internal sealed class PublicKeyPacket
{
    internal const byte Version4 = 4;
    internal const byte Version6 = 6;

    private PublicKeyPacket(byte[] body, uint created, PublicKeyAlgorithm algorithm, PublicMaterial material)
    {
        Body = body;
        CreatedSeconds = created;
        Algorithm = algorithm;
        Material = material;
        Fingerprint = new Fingerprint(HashBody());
        KeyId = BinaryPrimitives.ReadUInt64BigEndian(Version == Version6 ? Fingerprint.Span : Fingerprint.Span[^8..]);
    }

    internal byte[] Body { get; }

    /// <summary>The version of the key, and of every signature it makes (RFC 9580, section 10.3.2.2).</summary>
    internal byte Version => Body[0];

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
        if (version is not (Version4 or Version6))
            throw Errors.Unsupported($"Keys of version {version} are not taken.");
        var created = reader.ReadUInt32();
        var algorithm = (PublicKeyAlgorithm)reader.ReadByte();
        var material = version == Version4 ? PublicMaterial.Read(algorithm, version, ref reader) : ReadCounted(algorithm, ref reader);
        size = reader.Position;
        return new(body[..size].ToArray(), created, algorithm, material);
    }

    /// <summary>From version 6 on the size of the fields stands in front of them (RFC 9580, section 5.5.2.3).</summary>
    private static PublicMaterial ReadCounted(PublicKeyAlgorithm algorithm, ref ByteReader reader)
    {
        var fields = new ByteReader(reader.ReadCounted32());
        var material = PublicMaterial.Read(algorithm, Version6, ref fields);
        fields.End();
        return material;
    }

    internal static PublicKeyPacket Read(ReadOnlySpan<byte> body)
    {
        var key = ReadFields(body, out var size);
        if (size != body.Length)
            throw Errors.Malformed("A key packet holds bytes after its last field.");
        return key;
    }

    /// <summary>Makes a key from its fields.</summary>
    internal static PublicKeyPacket Make(byte version, uint created, PublicKeyAlgorithm algorithm, ReadOnlySpan<byte> fields)
    {
        using var body = new ByteWriter(fields.Length + 16);
        body.Byte(version);
        body.UInt32(created);
        body.Byte((byte)algorithm);
        if (version == Version6)
            body.UInt32((uint)fields.Length);
        body.Bytes(fields);
        return Read(body.Written);
    }

    /// <summary>Adds the key as signatures and fingerprints see it, subkeys too (RFC 9580, sections 5.2.4 and 5.5.4).</summary>
    internal void AppendTo(RunningHash hash)
    {
        Span<byte> prefix = stackalloc byte[5];
        if (Version == Version6)
        {
            prefix[0] = 0x9B;
            BinaryPrimitives.WriteUInt32BigEndian(prefix[1..], (uint)Body.Length);
        }
        else
        {
            prefix = prefix[..3];
            prefix[0] = 0x99;
            BinaryPrimitives.WriteUInt16BigEndian(prefix[1..], (ushort)Body.Length);
        }
        hash.AppendData(prefix);
        hash.AppendData(Body);
    }

    private byte[] HashBody()
    {
        if (Version == Version4 && Body.Length > ushort.MaxValue)
            throw Errors.Limit("A version 4 key is over 65535 bytes.");
        using var hash = (Version == Version6 ? HashId.Sha256 : HashId.Sha1).Start();
        AppendTo(hash);
        return hash.GetHashAndReset();
    }
}
