namespace SMail.OpenPgp;

/// <summary>A named set of choices for new keys, so that callers pick no ciphers.</summary>
public sealed class OpenPgpProfile
{
    private OpenPgpProfile(string name) => Name = name;

    /// <summary>v4 keys, EdDSALegacy with Curve25519Legacy, AES-256: every implementation in use reads them.</summary>
    public static OpenPgpProfile Compatible { get; } = new("compatible");

    /// <summary>The profile's name, as a console shows it.</summary>
    public string Name { get; }

    /// <summary>The profile's name.</summary>
    public override string ToString() => Name;
}
