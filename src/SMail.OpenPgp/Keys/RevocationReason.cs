namespace SMail.OpenPgp;

/// <summary>Why a key is revoked (RFC 9580, section 5.2.3.31, table 10).</summary>
public enum RevocationReason
{
    /// <summary>Not said: nothing the key ever signed counts any more.</summary>
    Unspecified = 0,
    /// <summary>Another key took its place; what it signed before stays good.</summary>
    Superseded = 1,
    /// <summary>Someone else may have it: nothing it ever signed counts any more.</summary>
    Compromised = 2,
    /// <summary>No longer used; what it signed before stays good.</summary>
    Retired = 3,
}
