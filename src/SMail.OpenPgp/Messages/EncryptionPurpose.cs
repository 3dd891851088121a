namespace SMail.OpenPgp;

/// <summary>What is encrypted: keys may say that they are for one of the two only (RFC 9580, section 5.2.3.29).</summary>
public enum EncryptionPurpose
{
    /// <summary>Either: any key that encrypts will do.</summary>
    Any = 0,
    /// <summary>Something sent to somebody.</summary>
    Communications = 1,
    /// <summary>Something that is kept.</summary>
    Storage = 2,
}
