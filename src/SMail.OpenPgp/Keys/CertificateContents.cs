namespace SMail.OpenPgp;

/// <summary>The parts of a certificate, each with the self-signatures that hold.</summary>
internal sealed class CertificateContents(PublicKeyPacket primary, OpenPgpPolicy policy)
{
    /// <summary>How far a clock may be behind the one that dated a key or signature.</summary>
    internal static TimeSpan ClockSkew { get; } = TimeSpan.FromMinutes(30);

    internal PublicKeyPacket Primary => primary;

    internal OpenPgpPolicy Policy => policy;

    /// <summary>Direct-key signatures, and revocations of the whole key.</summary>
    internal SelfSignatures Direct { get; } = new();

    internal List<UserBinding> Users { get; } = [];

    internal List<SubkeyBinding> Subkeys { get; } = [];

    /// <summary>Every key of the certificate, the primary key first.</summary>
    internal IEnumerable<PublicKeyPacket> Keys => Subkeys.Select(s => s.Key).Prepend(primary);

    /// <summary>The subkey to encrypt to at a time: the newest valid one; the primary key only if it says so.</summary>
    internal PublicKeyPacket? EncryptionKey(DateTimeOffset at) =>
        Keys.Where(key => key.Material.Encrypts && key.Created - ClockSkew <= at && IsValid(key, KeyFlags.Encrypt, at))
            .MaxBy(key => key.CreatedSeconds);

    /// <summary>Whether a key of this certificate could sign at a time.</summary>
    internal bool CanSign(PublicKeyPacket key, DateTimeOffset at) =>
        key.Material.Signs && key.Created <= at && IsValid(key, KeyFlags.Sign, at);

    internal Features FeaturesAt(DateTimeOffset at) => PrimaryInfo(at).Select(i => i.Features).FirstOrDefault(f => f is not null) ?? Features.None;

    internal IReadOnlyList<AeadSuite> AeadSuitesAt(DateTimeOffset at) =>
        PrimaryInfo(at).Select(i => i.AeadSuites).FirstOrDefault(s => s is not null) ?? [];

    private bool IsValid(PublicKeyPacket key, KeyFlags use, DateTimeOffset at)
    {
        if (!policy.Takes(primary) || !policy.Takes(key) || Direct.IsKeyRevokedAt(at) || PrimaryInfo(at) is not { Count: > 0 } info)
            return false;
        if (IsExpired(primary, info.Select(i => i.KeyLifetime).FirstOrDefault(l => l is not null), at))
            return false;
        if (key == primary)
            return Allows(key, info.Select(i => i.KeyFlags).FirstOrDefault(f => f is not null), use);
        var subkey = Subkeys.First(s => s.Key == key);
        return !subkey.Signatures.IsKeyRevokedAt(at)
            && subkey.Signatures.BindingAt(at) is { } binding
            && !IsExpired(key, binding.Info.KeyLifetime, at)
            && Allows(key, binding.Info.KeyFlags, use);
    }

    /// <summary>Where to look for what is said of the primary key: its main user id first, as version 4 keys have it by
    /// convention, then the direct-key signature. Version 6 keys are nothing without the latter, and it says it alone, or
    /// whoever strips it would strip what limits the key (RFC 9580, section 5.2.3.10).</summary>
    internal List<SignatureInfo> PrimaryInfo(DateTimeOffset at)
    {
        if (primary.Version == PublicKeyPacket.Version6)
            return Direct.BindingAt(at) is { } direct ? [direct.Info] : [];
        var user = Users.Where(u => !u.IsAttribute && !u.Signatures.IsUserRevokedAt(at))
            .Select(u => u.Signatures.BindingAt(at)?.Info).OfType<SignatureInfo>()
            .OrderByDescending(i => i.IsPrimaryUserId).ThenByDescending(i => i.Created).FirstOrDefault();
        return [.. new[] { user, Direct.BindingAt(at)?.Info }.OfType<SignatureInfo>()];
    }

    private static bool IsExpired(PublicKeyPacket key, uint? lifetime, DateTimeOffset at) =>
        lifetime is > 0 and { } seconds && key.Created.AddSeconds(seconds) <= at;

    /// <summary>A key without flags may do what its algorithm can do, as before there were flags.</summary>
    private static bool Allows(PublicKeyPacket key, KeyFlags? flags, KeyFlags use) =>
        ((flags ?? ((key.Material.Signs ? KeyFlags.Sign | KeyFlags.Certify : KeyFlags.None) | (key.Material.Encrypts ? KeyFlags.Encrypt : KeyFlags.None))) & use) != 0;
}
