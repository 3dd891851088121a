using System.Text;
using SMail.OpenPgp.Packets;

namespace SMail.OpenPgp;

/// <summary>A certificate: primary key, user ids, subkeys and their self-signatures (RFC 9580, section 10.1). Immutable.</summary>
public sealed class Certificate
{
    /// <summary>The largest certificate taken, in bytes.</summary>
    internal const int MaxBytes = 1 << 20;

    private static readonly UTF8Encoding StrictUtf8 = new(false, throwOnInvalidBytes: true);

    private readonly byte[] bytes;

    private Certificate(byte[] bytes, List<Packet> packets, OpenPgpPolicy policy)
    {
        this.bytes = bytes;
        Packets = packets;
        Contents = CertificateReader.Read(packets, policy);
        UserIds = UserIdsAt(DateTimeOffset.MaxValue);
    }

    internal CertificateContents Contents { get; }

    internal IReadOnlyList<Packet> Packets { get; }

    /// <summary>The fingerprint of the primary key (RFC 9580, section 5.5.4).</summary>
    public Fingerprint Fingerprint => Contents.Primary.Fingerprint;

    /// <summary>The user ids whose self-signatures hold, as written, for example <c>&lt;alice@example.org&gt;</c> (RFC 9580, section 5.11).</summary>
    public IReadOnlyList<string> UserIds { get; }

    /// <summary>The user ids that hold at a time: certified by then, not expired and not revoked (RFC 9580, section 5.2.3.10).</summary>
    public IReadOnlyList<string> UserIdsAt(DateTimeOffset at) =>
        [.. Contents.Users.Where(u => IsHeldAt(u, at)).Select(u => Text(u.Raw.Span)).OfType<string>()];

    /// <summary>Reads one certificate, binary or armored (RFC 9580, section 10.1).</summary>
    /// <exception cref="OpenPgpException">Malformed, more than one, or over the size limit.</exception>
    public static Certificate Read(ReadOnlySpan<byte> bytes) => Read(bytes, OpenPgpPolicy.Default);

    /// <summary>Reads one certificate under a policy, which then holds for all it is asked (RFC 9580, section 10.1).</summary>
    /// <exception cref="OpenPgpException">Malformed, more than one, or over the size limit.</exception>
    public static Certificate Read(ReadOnlySpan<byte> bytes, OpenPgpPolicy policy)
    {
        ArgumentNullException.ThrowIfNull(policy);
        CheckSize(bytes);
        return FromBinary(AsciiArmor.Decode(bytes), policy);
    }

    /// <summary>Reads certificates that stand one behind the other, or in several armored blocks (RFC 9580, section 10.1.5).</summary>
    /// <exception cref="OpenPgpException">One is malformed or over the size limit, or there is none.</exception>
    public static IReadOnlyList<Certificate> ReadAll(ReadOnlySpan<byte> bytes, OpenPgpPolicy policy)
    {
        ArgumentNullException.ThrowIfNull(policy);
        return [.. KeyRing.Split(AsciiArmor.DecodeAll(bytes), PacketType.PublicKey).Select(one => FromBinary(one, policy))];
    }

    /// <summary>What this copy and another know together: user ids, subkeys, renewals, revocations (RFC 9580, section 10.1).</summary>
    /// <exception cref="ArgumentException">Another key's certificate.</exception>
    public Certificate Merge(Certificate other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return other.Fingerprint == Fingerprint
            ? FromBinary(CertificateMerger.Merge(Packets, other.Packets), Contents.Policy)
            : throw new ArgumentException("The certificates are of different keys.", nameof(other));
    }

    /// <summary>Whether another key has certified one of its user ids, and could at that time (RFC 9580, section 5.2.1.4): how an old key vouches for the one that takes its place.</summary>
    public bool IsCertifiedBy(Certificate issuer, DateTimeOffset at)
    {
        ArgumentNullException.ThrowIfNull(issuer);
        return CertificationCheck.IsCertified(this, issuer, at);
    }

    /// <summary>Whether it has every part and every signature that another copy of it has (RFC 9580, section 10.1).</summary>
    /// <exception cref="ArgumentException">Another key's certificate.</exception>
    public bool Includes(Certificate other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return Merge(other).bytes.Length == Merge(this).bytes.Length;
    }

    internal static Certificate FromBinary(byte[] bytes, OpenPgpPolicy policy) => new(bytes, Packet.ReadAll(bytes), policy);

    /// <summary>Armor is a third longer than what it holds; twice is room enough for its lines and headers.</summary>
    internal static void CheckSize(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > (AsciiArmor.IsBinary(bytes) ? MaxBytes : 2 * MaxBytes))
            throw Errors.Limit($"A certificate is over {MaxBytes} bytes.");
    }

    /// <summary>The certificate as binary packets, as read or as made (RFC 9580, section 10.1).</summary>
    public byte[] ToBytes() => (byte[])bytes.Clone();

    /// <summary>The certificate as ASCII armor (RFC 9580, section 6.2).</summary>
    public string ToArmor() => AsciiArmor.Write(AsciiArmor.PublicKeyBlock, bytes);

    /// <summary>Whether messages can be encrypted to it at this time: it holds a valid encryption subkey (RFC 9580, section 10.1.5).</summary>
    public bool CanEncrypt(DateTimeOffset at) => CanEncrypt(at, EncryptionPurpose.Any);

    /// <summary>Whether messages can be encrypted to it at this time for a purpose (RFC 9580, section 5.2.3.29).</summary>
    public bool CanEncrypt(DateTimeOffset at, EncryptionPurpose purpose) => Contents.EncryptionKey(at, purpose) is not null;

    /// <summary>Whether it says at this time that its owner reads version 2 of the encrypted packet (RFC 9580, section 5.2.3.32).</summary>
    public bool SupportsSeipd2(DateTimeOffset at) => Contents.FeaturesAt(at).HasFlag(Features.SeipdV2);

    private static bool IsHeldAt(UserBinding user, DateTimeOffset at) =>
        !user.IsAttribute && user.Signatures.Bindings.Count > 0 && !user.Signatures.IsUserRevokedAt(at)
        && (at == DateTimeOffset.MaxValue || user.Signatures.BindingAt(at) is not null);

    /// <summary>Null for text that is not UTF-8: a user id with replaced characters would be another user id.</summary>
    private static string? Text(ReadOnlySpan<byte> raw)
    {
        try
        {
            return StrictUtf8.GetString(raw);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }
}
