using SMail.OpenPgp.Primitives;

namespace SMail.OpenPgp;

/// <summary>What is taken from others, and what it may cost. Reading is loosened by name, never by accident (RFC 9580, section 13).</summary>
public sealed record OpenPgpPolicy
{
    /// <summary>The policy where none is named.</summary>
    public static OpenPgpPolicy Default { get; } = new();

    /// <summary>SHA-1 and RIPEMD-160 count in signatures over documents made before this time (RFC 9580, section 9.5).</summary>
    /// <value>The default is 2013-02-01: collisions were near from then on.</value>
    public DateTimeOffset Sha1DocumentsBefore { get; init; } = new(2013, 2, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>SHA-1 and RIPEMD-160 count in signatures a key makes over itself before this time (RFC 9580, section 9.5).</summary>
    /// <value>The default is 2023-02-01: what is signed there leaves little room for collisions.</value>
    public DateTimeOffset Sha1SelfSignaturesBefore { get; init; } = new(2023, 2, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>MD5 counts in signatures made before this time (RFC 9580, section 9.5).</summary>
    /// <value>The default is 1997-02-01.</value>
    public DateTimeOffset Md5Before { get; init; } = new(1997, 2, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>The shortest RSA, DSA or Elgamal modulus whose signatures count and that is encrypted to, in bits (RFC 9580, section 12.4).</summary>
    /// <value>The default is 2048.</value>
    public int MinModulusBits { get; init; } = 2048;

    /// <summary>The most memory Argon2 may take for a password, in KiB (RFC 9580, section 3.7.1.4).</summary>
    /// <value>The default is 262,144: 256 MiB.</value>
    public int MaxArgon2MemoryKiB { get; init; } = 256 * 1024;

    /// <summary>The most work Argon2 may do for a password: memory in KiB times passes, times four with more than one lane (RFC 9580, section 3.7.1.4).</summary>
    /// <value>The default is 2,097,152.</value>
    public long MaxArgon2WorkKiB { get; init; } = 2L * 1024 * 1024;

    /// <summary>Whether messages in ciphers older than AES are read (RFC 9580, section 9.3).</summary>
    /// <value>The default is false.</value>
    public bool ReadsOldCiphers { get; init; }

    /// <summary>Whether messages without any protection against change are read (RFC 9580, section 5.7). What they say may be anyone's.</summary>
    /// <value>The default is false.</value>
    public bool ReadsUnprotectedMessages { get; init; }

    internal S2kLimits S2kLimits => new() { MaxArgon2MemoryKiB = MaxArgon2MemoryKiB, MaxArgon2WorkKiB = MaxArgon2WorkKiB };

    /// <summary>Whether a signature over a document counts, by its hash and the time it says.</summary>
    internal bool TakesDocument(HashId hash, DateTimeOffset created) => Takes(hash, created, Sha1DocumentsBefore);

    /// <summary>Whether a signature of a key over itself counts.</summary>
    internal bool TakesSelfSignature(HashId hash, DateTimeOffset created) => Takes(hash, created, Sha1SelfSignaturesBefore);

    /// <summary>Whether a key is strong enough.</summary>
    internal bool Takes(PublicKeyPacket key) => key.Material.Bits == 0 || key.Material.Bits >= MinModulusBits;

    internal bool Takes(CipherId cipher) => cipher.IsAes() || (ReadsOldCiphers && cipher.IsKnown());

    private bool Takes(HashId hash, DateTimeOffset created, DateTimeOffset sha1Before) => hash switch
    {
        HashId.Md5 => created < Md5Before,
        HashId.Sha1 or HashId.RipeMd160 => created < sha1Before,
        _ => hash.IsKnown(),
    };
}
