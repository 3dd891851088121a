namespace SMail.Sdk.Server;

/// <summary>Looks up addresses.</summary>
/// <param name="Addresses">At most <see cref="MaxAddresses"/>.</param>
public sealed record LookUpRequest(IReadOnlyList<MailAddress> Addresses) : AuthorizedRequest
{
    /// <summary>The most addresses of one call.</summary>
    public const int MaxAddresses = 1000;
}

/// <summary>What is known of some addresses.</summary>
/// <param name="Entries">One for each address asked for, in that order.</param>
public sealed record DirectoryAnswer(IReadOnlyList<DirectoryEntry> Entries);

/// <summary>What is known of an address.</summary>
/// <param name="Address">The address.</param>
/// <param name="Certificates">Every certificate the mailbox behind it had, the newest last; empty where there never was one.</param>
public sealed record DirectoryEntry(MailAddress Address, IReadOnlyList<CertificateBytes> Certificates)
{
    /// <summary>The address whose mailbox, and so whose certificates, these are, where it is another one; null else.</summary>
    public MailAddress? AliasOf { get; init; }

    /// <summary>Whether it takes no mail any more, or none for now. Its certificates still prove mail it sent.</summary>
    public bool IsClosed { get; init; }
}
