using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using SMail.OpenPgp.Packets;

namespace SMail.OpenPgp;

/// <summary>What the subpackets of a signature say. Only hashed ones count, but for hints that prove themselves: the
/// issuer and an embedded signature (RFC 9580, section 13.13).</summary>
internal sealed class SignatureInfo
{
    /// <summary>Honest bindings have one.</summary>
    private const int MaxEmbedded = 4;

    private static readonly UTF8Encoding StrictUtf8 = new(false, throwOnInvalidBytes: true);

    private readonly List<Subpacket> hashed;
    private readonly List<Subpacket> unhashed;
    private readonly List<Fingerprint> issuers = [];
    private readonly List<ulong> issuerKeyIds = [];
    private List<Fingerprint>? intendedRecipients;
    private List<Notation>? notations;

    internal SignatureInfo(byte version, List<Subpacket> hashed, List<Subpacket> unhashed)
    {
        (this.hashed, this.unhashed) = (hashed, unhashed);
        Created = Time(SubpacketType.SignatureCreationTime) is { } created ? DateTimeOffset.FromUnixTimeSeconds(created) : null;
        Lifetime = Time(SubpacketType.SignatureExpirationTime) ?? 0;
        KeyLifetime = Time(SubpacketType.KeyExpirationTime);
        KeyFlags = Last(SubpacketType.KeyFlags) is { } flags ? (KeyFlags)(flags.IsEmpty ? 0 : flags.Span[0]) : null;
        foreach (var subpacket in hashed)
        {
            ReadIssuer(version, subpacket);
            if (subpacket.Type == SubpacketType.IntendedRecipient)
                (intendedRecipients ??= []).Add(ReadFingerprint(subpacket));
            else if (subpacket.Type == SubpacketType.NotationData && ReadNotation(subpacket) is { } notation)
                (notations ??= []).Add(notation);
        }
        foreach (var subpacket in unhashed)
            ReadIssuer(version, subpacket);
    }

    internal DateTimeOffset? Created { get; }

    /// <summary>Seconds after its creation at which the signature expires; 0 for never.</summary>
    internal uint Lifetime { get; }

    /// <summary>Seconds after the key's creation at which the key expires; 0 for never, null when not said.</summary>
    internal uint? KeyLifetime { get; }

    internal KeyFlags? KeyFlags { get; }

    /// <summary>The first octet of the features, null when not said (RFC 9580, section 5.2.3.32).</summary>
    internal Features? Features => Last(SubpacketType.Features) is { } flags ? (Features)(flags.IsEmpty ? 0 : flags.Span[0]) : null;

    /// <summary>The suites asked for, null when not said (RFC 9580, section 5.2.3.15).</summary>
    internal IReadOnlyList<AeadSuite>? AeadSuites => Last(SubpacketType.PreferredAeadSuites) is { } pairs ? AeadSuite.ReadAll(pairs.Span) : null;

    internal IReadOnlyList<Fingerprint> Issuers => issuers;

    internal IReadOnlyList<ulong> IssuerKeyIds => issuerKeyIds;

    /// <summary>Whether every fingerprint it names as its maker's is this one.</summary>
    internal bool HasNoOtherIssuer(Fingerprint issuer) => !CollectionsMarshal.AsSpan(issuers).ContainsAnyExcept(issuer);

    /// <summary>The same of key ids.</summary>
    internal bool HasNoOtherIssuer(ulong keyId) => !CollectionsMarshal.AsSpan(issuerKeyIds).ContainsAnyExcept(keyId);

    internal IReadOnlyList<Fingerprint> IntendedRecipients => (IReadOnlyList<Fingerprint>?)intendedRecipients ?? [];

    internal IReadOnlyList<Notation> Notations => (IReadOnlyList<Notation>?)notations ?? [];

    internal bool IsPrimaryUserId => Last(SubpacketType.PrimaryUserId) is { Length: 1 } flag && flag.Span[0] != 0;

    /// <summary>Superseded and retired keys were good until then; any other reason, or none, casts doubt on all they
    /// ever signed (RFC 9580, section 5.2.3.31).</summary>
    internal bool IsHardRevocation => Last(SubpacketType.ReasonForRevocation) is not { Length: > 0 } reason || reason.Span[0] is not (1 or 3);

    internal bool HasUnknownCritical => hashed.Exists(s => s.IsUnknownCritical);

    internal IEnumerable<SignaturePacket> Embedded => hashed.Concat(unhashed)
        .Where(s => s.Type == SubpacketType.EmbeddedSignature)
        .Take(MaxEmbedded)
        .Select(s => SignaturePacket.TryRead(s.Body.Span)).OfType<SignaturePacket>();

    internal bool IsExpired(DateTimeOffset at) => Lifetime != 0 && Created is { } created && created.AddSeconds(Lifetime) <= at;

    /// <summary>The body of the last hashed subpacket of a type: the one that counts (RFC 9580, section 5.2.3.9).</summary>
    internal ReadOnlyMemory<byte>? Last(SubpacketType type)
    {
        for (var i = hashed.Count - 1; i >= 0; i--)
        {
            if (hashed[i].Type == type)
                return hashed[i].Body;
        }
        return null;
    }

    private uint? Time(SubpacketType type)
    {
        if (Last(type) is not { } body)
            return null;
        return body.Length == 4 ? BinaryPrimitives.ReadUInt32BigEndian(body.Span) : throw Errors.Malformed("A time has four octets.");
    }

    private void ReadIssuer(byte version, Subpacket subpacket)
    {
        if (subpacket.Type == SubpacketType.IssuerFingerprint)
        {
            var issuer = ReadFingerprint(subpacket);
            if (issuer.KeyVersion != version)
                throw Errors.Malformed("A signature names a key of another version as its maker.");
            issuers.Add(issuer);
        }
        // Version 6 has no key ids: 32 bytes are there to be compared.
        else if (subpacket.Type == SubpacketType.IssuerKeyId && version != PublicKeyPacket.Version6)
        {
            if (subpacket.Body.Length != sizeof(ulong))
                throw Errors.Malformed("A key id has eight octets.");
            issuerKeyIds.Add(BinaryPrimitives.ReadUInt64BigEndian(subpacket.Body.Span));
        }
    }

    private static Fingerprint ReadFingerprint(Subpacket subpacket)
    {
        var fingerprint = subpacket.Body.Length is 21 or 33 ? new Fingerprint(subpacket.Body.Span[1..]) : default;
        return fingerprint.KeyVersion != 0 && subpacket.Body.Span[0] == fingerprint.KeyVersion
            ? fingerprint
            : throw Errors.Malformed("A fingerprint does not fit its key version.");
    }

    private static Notation? ReadNotation(Subpacket subpacket)
    {
        var reader = new ByteReader(subpacket.Body.Span);
        var humanReadable = (reader.ReadUInt32() & NotationFlags.HumanReadable) != 0;
        var (nameSize, valueSize) = (reader.ReadUInt16(), reader.ReadUInt16());
        var name = reader.Read(nameSize);
        var value = reader.Read(valueSize);
        reader.End();
        try
        {
            return humanReadable ? new(StrictUtf8.GetString(name), StrictUtf8.GetString(value)) : null;
        }
        catch (DecoderFallbackException)
        {
            throw Errors.Malformed("A notation is not UTF-8.");
        }
    }
}

/// <summary>The one notation flag (RFC 9580, section 5.2.3.24, table 6).</summary>
internal static class NotationFlags
{
    internal const uint HumanReadable = 0x8000_0000;
}
