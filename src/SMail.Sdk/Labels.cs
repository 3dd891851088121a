namespace SMail.Sdk;

/// <summary>What keeps derived values apart. One label, one meaning; changing one changes every account.</summary>
internal static class Labels
{
    /// <summary>The salt of the stretching, from the stored one.</summary>
    public const string KdfSalt = "smail/kdf/salt/v1";
    /// <summary>The stored salt of an address, existing or not.</summary>
    public const string AccountSalt = "smail/v1/salt";
    /// <summary>The server's share of the key.</summary>
    public const string Sigma = "smail/v1/sigma";
    /// <summary>The name of a count of tries.</summary>
    public const string Limit = "smail/v1/limit";
    /// <summary>The key of an account's contact details.</summary>
    public const string Contact = "smail/v1/contact";
    /// <summary>The partition such a count is in.</summary>
    public const string LimitPartition = "smail/v1/limit-partition";
    /// <summary>The record that holds some addresses' pins.</summary>
    public const string Pins = "smail/v1/pins";
    /// <summary>Where a reset put a record of the keys before it.</summary>
    public const string Locked = "smail/v1/locked";
    /// <summary>The record that holds a month's opened submissions.</summary>
    public const string Settings = "smail/v1/settings";
    public const string Seen = "smail/v1/seen";

    /// <summary>What is shown to the server of a recovery phrase.</summary>
    public const string RecoveryAuth = "smail/v1/recovery-auth";
    /// <summary>The client's share of the key that a recovery phrase gives.</summary>
    public const string RecoveryWrap = "smail/v1/recovery-wrap";

    /// <summary>What is shown to the server.</summary>
    public static ReadOnlySpan<byte> Auth => "smail/v1/auth"u8;
    /// <summary>The client's share of the key.</summary>
    public static ReadOnlySpan<byte> KekRoot => "smail/v1/kek-root"u8;
    /// <summary>The key that wraps the account key.</summary>
    public static ReadOnlySpan<byte> Kek => "smail/v1/kek"u8;
    /// <summary>The commitment to that key.</summary>
    public static ReadOnlySpan<byte> KekCommit => "smail/v1/kek-commit"u8;
    /// <summary>OpenPGP secret keys, under the account key.</summary>
    public static ReadOnlySpan<byte> SubSecretKeys => "smail/v1/sub/secret-keys"u8;
    /// <summary>The user's own records, under the account key.</summary>
    public static ReadOnlySpan<byte> SubRecords => "smail/v1/sub/records"u8;
    /// <summary>The state record, under the account key.</summary>
    public static ReadOnlySpan<byte> SubState => "smail/v1/sub/state"u8;
}
