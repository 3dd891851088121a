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
    internal List<PublicKeyPacket> Keys { get; } = [primary];

    /// <summary>The one way for a subkey into both lists.</summary>
    internal void Add(SubkeyBinding subkey)
    {
        Subkeys.Add(subkey);
        Keys.Add(subkey.Key);
    }

    /// <summary>The subkey to encrypt to at a time: the newest valid one; the primary key only if it says so.</summary>
    internal PublicKeyPacket? EncryptionKey(DateTimeOffset at, EncryptionPurpose purpose = EncryptionPurpose.Any)
    {
        var use = purpose switch
        {
            EncryptionPurpose.Communications => KeyFlags.EncryptCommunications,
            EncryptionPurpose.Storage => KeyFlags.EncryptStorage,
            _ => KeyFlags.Encrypt,
        };
        var newest = Encrypts(primary, null, use, at) ? primary : null;
        foreach (var subkey in Subkeys)
        {
            if (!(newest?.CreatedSeconds >= subkey.Key.CreatedSeconds) && Encrypts(subkey.Key, subkey, use, at))
                newest = subkey.Key;
        }
        return newest;
    }

    /// <summary>Whether a key of this certificate could sign at a time.</summary>
    internal bool CanSign(PublicKeyPacket key, DateTimeOffset at) =>
        key.Material.Signs && key.Created <= at && IsValid(key, key == primary ? null : Subkeys.Find(s => s.Key == key), KeyFlags.Sign, at);

    internal Features FeaturesAt(DateTimeOffset at) => PrimaryInfoAt(at).Features ?? Features.None;

    internal IReadOnlyList<AeadSuite> AeadSuitesAt(DateTimeOffset at) => PrimaryInfoAt(at).AeadSuites ?? [];

    private bool Encrypts(PublicKeyPacket key, SubkeyBinding? subkey, KeyFlags use, DateTimeOffset at) =>
        key.Material.Encrypts && key.Created - ClockSkew <= at && IsValid(key, subkey, use, at);

    private bool IsValid(PublicKeyPacket key, SubkeyBinding? subkey, KeyFlags use, DateTimeOffset at)
    {
        if (!policy.Takes(primary) || !policy.Takes(key) || Direct.IsKeyRevokedAt(at))
            return false;
        var info = PrimaryInfoAt(at);
        if (!info.IsThere || IsExpired(primary, info.KeyLifetime, at))
            return false;
        if (key == primary)
            return Allows(key, info.KeyFlags, use);
        return subkey is not null
            && !subkey.Signatures.IsKeyRevokedAt(at)
            && subkey.Signatures.BindingAt(at) is { } binding
            && !IsExpired(key, binding.Info.KeyLifetime, at)
            && Allows(key, binding.Info.KeyFlags, use);
    }

    /// <summary>Where to look for what is said of the primary key: its main user id first, as version 4 keys have it by
    /// convention, then the direct-key signature. Version 6 keys are nothing without the latter, and it says it alone, or
    /// whoever strips it would strip what limits the key (RFC 9580, section 5.2.3.10).</summary>
    private PrimaryInfo PrimaryInfoAt(DateTimeOffset at)
    {
        var direct = Direct.BindingAt(at)?.Info;
        if (primary.Version == PublicKeyPacket.Version6)
            return new(direct, null);
        SignatureInfo? main = null;
        foreach (var user in Users)
        {
            if (user.IsAttribute || user.Signatures.IsUserRevokedAt(at) || user.Signatures.BindingAt(at)?.Info is not { } info)
                continue;
            if (main is null || (info.IsPrimaryUserId, info.Created!.Value).CompareTo((main.IsPrimaryUserId, main.Created!.Value)) > 0)
                main = info;
        }
        return new(main, direct);
    }

    private static bool IsExpired(PublicKeyPacket key, uint? lifetime, DateTimeOffset at) =>
        lifetime is > 0 and { } seconds && key.Created.AddSeconds(seconds) <= at;

    /// <summary>A key without flags may do what its algorithm can do, as before there were flags.</summary>
    private static bool Allows(PublicKeyPacket key, KeyFlags? flags, KeyFlags use) =>
        ((flags ?? ((key.Material.Signs ? KeyFlags.Sign | KeyFlags.Certify : KeyFlags.None) | (key.Material.Encrypts ? KeyFlags.Encrypt : KeyFlags.None))) & use) != 0;
}

/// <summary>What is said of a primary key: by the first of two signatures that says it.</summary>
internal readonly record struct PrimaryInfo(SignatureInfo? First, SignatureInfo? Second)
{
    internal bool IsThere => First is not null || Second is not null;

    internal uint? KeyLifetime => First?.KeyLifetime ?? Second?.KeyLifetime;

    internal KeyFlags? KeyFlags => First?.KeyFlags ?? Second?.KeyFlags;

    internal Features? Features => First?.Features ?? Second?.Features;

    internal IReadOnlyList<AeadSuite>? AeadSuites => First?.AeadSuites ?? Second?.AeadSuites;
}
