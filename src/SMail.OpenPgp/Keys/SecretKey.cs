using SMail.OpenPgp.Packets;
using SMail.OpenPgp.Primitives;

namespace SMail.OpenPgp;

/// <summary>An unlocked secret key with its certificate. Never printed; its secret parts are zeroed on disposal (RFC 9580, section 10.2).</summary>
public sealed class SecretKey : IDisposable
{
    private readonly IReadOnlyList<SecretKeyPacket> secrets;

    internal SecretKey(Certificate certificate, IReadOnlyList<SecretKeyPacket> secrets)
    {
        (Certificate, this.secrets) = (certificate, secrets);
        DecryptionKeys = [.. secrets.Where(s => s.PublicKey.Material.Encrypts)];
    }

    /// <summary>The public half (RFC 9580, section 10.1).</summary>
    public Certificate Certificate { get; }

    /// <summary>Reads one unprotected transferable secret key, binary or armored (RFC 9580, section 10.2).</summary>
    /// <exception cref="OpenPgpException">Malformed, protected by a password, or over the size limit.</exception>
    public static SecretKey Read(ReadOnlySpan<byte> bytes)
    {
        Certificate.CheckSize(bytes);
        return SecretKeyReader.Read(bytes, KeyPasswords.None, OpenPgpPolicy.Default);
    }

    /// <summary>Reads one transferable secret key and unlocks it (RFC 9580, sections 5.5.3 and 10.2).</summary>
    /// <param name="bytes">Binary or armored.</param>
    /// <param name="options">The passwords to try, and what trying may cost.</param>
    /// <exception cref="OpenPgpException">Malformed, over the size limit, none of the passwords opens it, or trying costs more than allowed.</exception>
    public static SecretKey Read(ReadOnlySpan<byte> bytes, UnlockOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        Certificate.CheckSize(bytes);
        return SecretKeyReader.Read(bytes, new(options.Passwords, options.Policy.S2kLimits), options.Policy);
    }

    /// <summary>Reads secret keys that stand one behind the other, or in several armored blocks, and unlocks them (RFC 9580, section 10.2).</summary>
    /// <exception cref="OpenPgpException">One is malformed, cannot be unlocked or is over a limit, or there is none.</exception>
    public static IReadOnlyList<SecretKey> ReadAll(ReadOnlySpan<byte> bytes, UnlockOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return [.. KeyRing.Split(AsciiArmor.DecodeAll(bytes), PacketType.SecretKey).Select(one => Read(one, options))];
    }

    /// <summary>The certificate of a secret key that may be locked; no password is needed (RFC 9580, section 10.2).</summary>
    /// <exception cref="OpenPgpException">Malformed, or over the size limit.</exception>
    public static IReadOnlyList<Certificate> ReadCertificates(ReadOnlySpan<byte> bytes, OpenPgpPolicy policy)
    {
        ArgumentNullException.ThrowIfNull(policy);
        return [.. KeyRing.Split(AsciiArmor.DecodeAll(bytes), PacketType.SecretKey)
            .Select(one => Certificate.FromBinary(SecretKeyReader.PublicHalf(Packet.ReadAll(one)), policy))];
    }

    /// <summary>The certificate with a revocation of the whole key in it (RFC 9580, sections 5.2.1.11 and 10.1.2).</summary>
    /// <param name="reason">Why; published with it.</param>
    /// <param name="text">Why, for people; published with it.</param>
    /// <param name="clock">The clock for the time of the revocation.</param>
    public Certificate Revoke(RevocationReason reason, string text, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(clock);
        var primary = PrimarySecret();
        byte[] revocation = new SelfSigner(primary, clock.GetUtcNow()).Revoke(reason, text);
        using var writer = new ByteWriter(1024);
        Packet.Write(writer, PacketType.PublicKey, primary.PublicKey.Body);
        writer.Bytes(revocation);
        var minimal = Certificate.FromBinary(writer.ToArray(), Certificate.Contents.Policy);
        return minimal.Merge(Certificate);
    }

    /// <summary>A copy of this key with a new subkey to encrypt to. The subkeys before it are revoked as superseded: they go on to decrypt,
    /// and nobody encrypts to them any more (RFC 9580, sections 5.2.1.8 and 5.2.1.12). The caller disposes it; this one stays as it is.</summary>
    /// <param name="clock">The clock for the new subkey; where it is behind the key's own times, they are followed.</param>
    /// <exception cref="OpenPgpException">The secret of the primary key is not there, or the key has as many subkeys as can be read.</exception>
    public SecretKey RotateEncryptionSubkey(TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(clock);
        return SubkeyRotation.Rotate(this, PrimarySecret(), clock.GetUtcNow());
    }

    /// <summary>The unprotected transferable secret key as binary packets (RFC 9580, section 10.2); the caller protects and zeroes them.</summary>
    public byte[] ExportUnprotected() => Export([], locked: false);

    /// <summary>The transferable secret key locked with a password, as binary packets: version 6 with Argon2 and AES-256 in OCB,
    /// version 4 with an iterated hash and AES-256 in CFB (RFC 9580, section 5.5.3).</summary>
    public byte[] ExportProtected(ReadOnlySpan<byte> password) => Export(password, locked: true);

    private byte[] Export(ReadOnlySpan<byte> password, bool locked)
    {
        using var writer = new ByteWriter(4096);
        foreach (var packet in Certificate.Packets)
        {
            var isKey = packet.Type is PacketType.PublicKey or PacketType.PublicSubkey;
            if (isKey && secrets.FirstOrDefault(s => packet.Body.Span.SequenceEqual(s.PublicKey.Body)) is { } secret)
                Write(writer, packet.Type == PacketType.PublicKey ? PacketType.SecretKey : PacketType.SecretSubkey, secret, password, locked);
            else
                Packet.Write(writer, packet.Type, packet.Body.Span);
        }
        return writer.ToArray();
    }

    /// <summary>Whether it holds a key that may sign at this time (RFC 9580, section 5.2.3.29).</summary>
    public bool CanSign(DateTimeOffset at) => secrets.Any(s => Certificate.Contents.CanSign(s.PublicKey, at));

    /// <summary>The hash its signatures over documents use, by the name in RFC 9580, table 23, for example <c>SHA256</c>.</summary>
    /// <exception cref="OpenPgpException">It holds no key that may sign at this time.</exception>
    public string SigningHash(DateTimeOffset at) => SigningKey(at).DocumentHash.Name();

    /// <summary>The key that signs at a time: the newest signing subkey, else the primary key.</summary>
    internal SecretKeyPacket SigningKey(DateTimeOffset at) =>
        secrets.Where(s => Certificate.Contents.CanSign(s.PublicKey, at))
            .MaxBy(s => (s.PublicKey != Certificate.Contents.Primary, s.PublicKey.CreatedSeconds))
        ?? throw Errors.Unusable("A signer has no key that can sign at this time.");

    /// <summary>The keys that may open a key packet; even expired or revoked ones, for old messages stay readable.</summary>
    internal IReadOnlyList<SecretKeyPacket> DecryptionKeys { get; }

    private SecretKeyPacket PrimarySecret() => secrets.FirstOrDefault(s => s.PublicKey == Certificate.Contents.Primary)
        ?? throw Errors.Unusable("The secret of the primary key is not there.");

    private static void Write(ByteWriter writer, PacketType type, SecretKeyPacket secret, ReadOnlySpan<byte> password, bool locked)
    {
        using var body = new ByteWriter();
        secret.Write(body, type, password, locked);
        Packet.Write(writer, type, body.Written);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var secret in secrets)
            secret.Dispose();
    }
}
