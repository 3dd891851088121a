using System.Security.Cryptography;

namespace SMail.OpenPgp.Primitives;

/// <summary>Hash algorithm ids (RFC 9580, section 9.5).</summary>
internal enum HashId : byte
{
    Md5 = 1,
    Sha1 = 2,
    RipeMd160 = 3,
    Sha256 = 8,
    Sha384 = 9,
    Sha512 = 10,
    Sha224 = 11,
    Sha3_256 = 12,
    Sha3_512 = 14,
}

/// <summary>The hashes that may back a signature or a key derivation here.</summary>
internal static class Hashes
{
    internal static bool IsSupported(this HashId hash) => hash is HashId.Sha256 or HashId.Sha384 or HashId.Sha512;

    internal static int Size(this HashId hash) => hash switch
    {
        HashId.Sha256 => 32,
        HashId.Sha384 => 48,
        HashId.Sha512 => 64,
        _ => throw Packets.Errors.Unsupported("This hash algorithm is not taken."),
    };

    internal static IncrementalHash Create(this HashId hash) => IncrementalHash.CreateHash(hash.Name());

    internal static int HashData(this HashId hash, ReadOnlySpan<byte> source, Span<byte> destination) =>
        CryptographicOperations.HashData(hash.Name(), source, destination);

    private static HashAlgorithmName Name(this HashId hash) => hash switch
    {
        HashId.Sha256 => HashAlgorithmName.SHA256,
        HashId.Sha384 => HashAlgorithmName.SHA384,
        HashId.Sha512 => HashAlgorithmName.SHA512,
        _ => throw Packets.Errors.Unsupported("This hash algorithm is not taken."),
    };
}
