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

/// <summary>The sizes of the hashes, which of them are taken, and how they are computed.</summary>
internal static class Hashes
{
    /// <summary>The most bytes a hash has here.</summary>
    internal const int MaxSize = 64;

    /// <summary>Whether the hash may back a signature or a key derivation without being asked for.</summary>
    internal static bool IsSupported(this HashId hash) => hash is HashId.Sha256 or HashId.Sha384 or HashId.Sha512;

    /// <summary>Whether there is code for the hash, even if only old data is read with it.</summary>
    internal static bool IsKnown(this HashId hash) => Enum.IsDefined(hash);

    /// <summary>The name in text (RFC 9580, table 23).</summary>
    internal static string Name(this HashId hash) => hash.ToString().ToUpperInvariant().Replace('_', '-');

    internal static int Size(this HashId hash) => hash switch
    {
        HashId.Md5 => 16,
        HashId.Sha1 or HashId.RipeMd160 => 20,
        HashId.Sha224 => 28,
        HashId.Sha256 or HashId.Sha3_256 => 32,
        HashId.Sha384 => 48,
        HashId.Sha512 or HashId.Sha3_512 => 64,
        _ => throw Packets.Errors.Unsupported("This hash algorithm is not taken."),
    };

    /// <summary>Any hash there is code for, to be fed piece by piece.</summary>
    internal static RunningHash Start(this HashId hash) => hash.Start(PrimitiveSets.Default);

    internal static RunningHash Start(this HashId hash, PrimitiveSet set) =>
        set is PrimitiveSet.Fastest && hash.PlatformName() is { } name ? new PlatformHash(name) : new ManagedHash(hash);

    /// <summary>A hash of the platform. For the others there is <see cref="Start(HashId)"/>.</summary>
    internal static IncrementalHash Create(this HashId hash) => IncrementalHash.CreateHash(hash.PlatformName()
        ?? throw Packets.Errors.Unsupported("This hash algorithm is not taken."));

    internal static int HashData(this HashId hash, ReadOnlySpan<byte> source, Span<byte> destination)
    {
        if (PrimitiveSets.Default is PrimitiveSet.Fastest && hash.PlatformName() is { } name)
            return CryptographicOperations.HashData(name, source, destination);
        using var running = hash.Start();
        running.AppendData(source);
        return running.GetHashAndReset(destination);
    }

    /// <summary>What the platform calls the hash; null where it does not have it.</summary>
    internal static HashAlgorithmName? PlatformName(this HashId hash) => hash switch
    {
        HashId.Md5 when !OperatingSystem.IsBrowser() => HashAlgorithmName.MD5,
        HashId.Sha1 => HashAlgorithmName.SHA1,
        HashId.Sha256 => HashAlgorithmName.SHA256,
        HashId.Sha384 => HashAlgorithmName.SHA384,
        HashId.Sha512 => HashAlgorithmName.SHA512,
        HashId.Sha3_256 when SHA3_256.IsSupported => HashAlgorithmName.SHA3_256,
        HashId.Sha3_512 when SHA3_512.IsSupported => HashAlgorithmName.SHA3_512,
        _ => null,
    };
}
