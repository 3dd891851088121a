using SMail.OpenPgp;

namespace SMail.Sdk.Mailboxes;

/// <summary>What is remembered of a correspondent's key, sealed among the user's own records.</summary>
/// <param name="Address">Whose key.</param>
/// <param name="Fingerprint">The fingerprint of the primary key, to be compared in person.</param>
/// <param name="FirstSeen">When it was first seen.</param>
/// <param name="IsConfirmed">Whether fingerprints were compared.</param>
public sealed record ContactPin(MailAddress Address, Fingerprint Fingerprint, DateTimeOffset FirstSeen, bool IsConfirmed);

/// <summary>Who made a certificate say less than it said before.</summary>
public enum DowngradeCause
{
    /// <summary>Nobody; it does not.</summary>
    None,
    /// <summary>The directory: it showed a copy without what its owner had signed. The message is sealed to the whole certificate all the same.</summary>
    Directory,
    /// <summary>The owner, who signed that less can be read.</summary>
    Owner,
}
