using SMail.Sdk.Storage;

namespace SMail.Sdk.Server;

/// <summary>An address of a list.</summary>
/// <param name="Address">The address.</param>
/// <param name="Account">Whose it is.</param>
/// <param name="Status">What it is.</param>
/// <param name="AliasOf">The account's own address, where this one is an alias.</param>
/// <param name="ReservedUntil">When its reservation lapses, where it is reserved.</param>
public sealed record AddressInfo(MailAddress Address, AccountId Account, DirectoryStatus Status, MailAddress? AliasOf, DateTimeOffset? ReservedUntil);

/// <summary>What is known of an account.</summary>
public sealed record AccountInfo
{
    /// <summary>Its own address.</summary>
    public required MailAddress Address { get; init; }

    /// <summary>Its id.</summary>
    public required AccountId Account { get; init; }

    /// <summary>Whether it is active.</summary>
    public required bool IsActive { get; init; }

    /// <summary>Its aliases, as far as they were not taken away.</summary>
    public required IReadOnlyList<MailAddress> Aliases { get; init; }

    /// <summary>Its plan; null where it has none.</summary>
    public string? Plan { get; init; }

    /// <summary>Whether its owner asked for the newsletter.</summary>
    public bool Newsletter { get; init; }

    /// <summary>When the registration was completed; null where that was not kept.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>When its owner first logged in; null where that was not yet, or not kept.</summary>
    public DateTimeOffset? ConfirmedAt { get; init; }

    /// <summary>When the password was last changed; null where it is the first one.</summary>
    public DateTimeOffset? PasswordChangedAt { get; init; }

    /// <summary>How long a reset waits for its owner; null where none does. After that time only another token helps.</summary>
    public DateTimeOffset? ResetUntil { get; init; }
}
