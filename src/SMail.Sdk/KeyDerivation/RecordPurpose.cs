namespace SMail.Sdk.KeyDerivation;

/// <summary>What a record is for; each purpose has a key of its own, so that a record of one never passes for one of another.</summary>
public enum RecordPurpose
{
    /// <summary>OpenPGP secret keys.</summary>
    SecretKeys,

    /// <summary>The user's own records: pins, drafts, settings.</summary>
    Records,

    /// <summary>The state record, which counts versions and so shows a rollback.</summary>
    State,
}
