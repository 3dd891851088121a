using Org.BouncyCastle.Crypto;
using Org.BouncyCastle.Crypto.Digests;

namespace SMail.OpenPgp.Primitives;

/// <summary>A hash of BouncyCastle, for those the platform does not have.</summary>
internal sealed class ManagedHash(HashId id) : RunningHash
{
    private readonly IDigest digest = Create(id);

    internal override int Size => digest.GetDigestSize();

    internal override void AppendData(ReadOnlySpan<byte> data) => digest.BlockUpdate(data);

    internal override int GetHashAndReset(Span<byte> destination) => digest.DoFinal(destination);

    /// <summary>The digest as BouncyCastle's own classes want it.</summary>
    internal static IDigest Create(HashId id) => id switch
    {
        HashId.Md5 => new MD5Digest(),
        HashId.Sha1 => new Sha1Digest(),
        HashId.RipeMd160 => new RipeMD160Digest(),
        HashId.Sha224 => new Sha224Digest(),
        HashId.Sha256 => new Sha256Digest(),
        HashId.Sha384 => new Sha384Digest(),
        HashId.Sha512 => new Sha512Digest(),
        HashId.Sha3_256 => new Sha3Digest(256),
        HashId.Sha3_512 => new Sha3Digest(512),
        _ => throw Packets.Errors.Unsupported("This hash algorithm is not known."),
    };

    // Passwords are hashed too.
    protected override void Dispose(bool disposing) => digest.Reset();
}
