namespace SMail.OpenPgp;

/// <summary>A named set of choices for new keys, so that callers pick no ciphers (RFC 9580, section 10.1).</summary>
public sealed class OpenPgpProfile
{
    private OpenPgpProfile(string name, byte keyVersion) => (Name, KeyVersion) = (name, keyVersion);

    /// <summary>v4 keys, EdDSALegacy with Curve25519Legacy, AES-256: every implementation in use reads them. They announce
    /// version 2 of the encrypted packet, which is used only where every recipient of a message announces it (RFC 9580, section 5.2.3.32).</summary>
    public static OpenPgpProfile Compatible { get; } = new("compatible", PublicKeyPacket.Version4);

    /// <summary>v6 keys, Ed25519 with X25519 (RFC 9580, section 10.1.1): for readers of RFC 9580 alone.</summary>
    public static OpenPgpProfile Rfc9580 { get; } = new("rfc9580", PublicKeyPacket.Version6);

    /// <summary>Every profile, the default first.</summary>
    public static IReadOnlyList<OpenPgpProfile> All { get; } = [Compatible, Rfc9580];

    /// <summary>The profile's name, as a console shows it.</summary>
    public string Name { get; }

    internal byte KeyVersion { get; }

    /// <summary>The profile's name.</summary>
    public override string ToString() => Name;
}
