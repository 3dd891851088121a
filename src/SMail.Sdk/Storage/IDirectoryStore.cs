using System.Text.Json.Serialization;

namespace SMail.Sdk.Storage;

/// <summary>Addresses: the one table all accounts share.</summary>
public interface IDirectoryStore
{
    /// <summary>Finds an address; null where it was never heard of.</summary>
    ValueTask<DirectoryRow?> FindAsync(MailAddress address, CancellationToken cancellationToken);

    /// <summary>Writes a row if the stored one has the epoch just before it: 1 for a new address. Rows are never removed, nor reservations that lapsed.</summary>
    /// <exception cref="StorageException"><see cref="StorageError.InvalidArgument"/>: the epoch fits, but the row breaks <see cref="DirectoryRow.MaySucceed"/>.</exception>
    /// <returns>True when written; false when the epoch does not fit, because another writer came first.</returns>
    ValueTask<bool> CompareAndSwapAsync(DirectoryRow row, CancellationToken cancellationToken);

    /// <summary>Lists addresses, whatever their status, in an order of the store's own that never changes.</summary>
    /// <remarks>Addresses that come between two pages neither repeat nor hide the others.</remarks>
    /// <param name="filter">Which addresses.</param>
    /// <param name="cursor">Where the last page ended; null for the first.</param>
    /// <param name="limit">How many at the most; a provider may give fewer.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="StorageException"><see cref="StorageError.InvalidArgument"/>: a cursor that is none, or a limit below 1.</exception>
    ValueTask<Page<DirectoryRow>> ListAsync(DirectoryFilter filter, string? cursor, int limit, CancellationToken cancellationToken);
}

/// <summary>Which addresses are listed: those that fit all that is set.</summary>
public sealed record DirectoryFilter
{
    /// <summary>The domain, as <see cref="MailAddress.Domain"/> has it; null for every one.</summary>
    public string? Domain { get; init; }

    /// <summary>The account the addresses belong to; null for every one.</summary>
    public AccountId? Account { get; init; }
}

/// <summary>What an address is.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<DirectoryStatus>))]
public enum DirectoryStatus
{
    /// <summary>Held for a registration until it lapses.</summary>
    Reserved = 1,
    /// <summary>In use.</summary>
    Active = 2,
    /// <summary>Switched off by an administrator.</summary>
    Deactivated = 3,
    /// <summary>Was in use; never given to anybody else.</summary>
    Tombstone = 4,
}

/// <summary>One address.</summary>
public sealed record DirectoryRow
{
    /// <summary>The address.</summary>
    public required MailAddress Address { get; init; }

    /// <summary>What it is.</summary>
    public required DirectoryStatus Status { get; init; }

    /// <summary>1 when new, one more with every write.</summary>
    public required long Epoch { get; init; }

    /// <summary>Whose it is.</summary>
    public required AccountId Account { get; init; }

    /// <summary>SHA-256 of the reservation token; stays after completion, so that completing again is recognised.</summary>
    public required TokenHash ReservationHash { get; init; }

    /// <summary>When the reservation lapses; null once it was completed.</summary>
    public DateTimeOffset? ReservedUntil { get; init; }

    /// <summary>Every certificate the address ever had, oldest first.</summary>
    public IReadOnlyList<CertificateBytes> Certificates { get; init; } = [];

    /// <summary>The address this one is an alias of, which has the same account; null for an account's own address. An alias has no certificates.</summary>
    public MailAddress? AliasOf { get; init; }

    /// <summary>
    /// The rule all providers keep: epochs rise by one, certificates are only ever added, and an address that was in use stays its account's
    /// for ever, and stays an alias or none.
    /// </summary>
    public static bool MaySucceed(DirectoryRow? before, DirectoryRow after)
    {
        ArgumentNullException.ThrowIfNull(after);
        if (after.AliasOf is { } target && (target == after.Address || after.Status == DirectoryStatus.Reserved || after.Certificates.Count > 0))
            return false;
        if (before is null)
            return after.Epoch == 1;
        return after.Epoch == before.Epoch + 1
            && after.Address == before.Address
            && after.Certificates.Count >= before.Certificates.Count
            && before.Certificates.Zip(after.Certificates).All(pair => pair.First == pair.Second)
            && (before.Status == DirectoryStatus.Reserved || (after.Status != DirectoryStatus.Reserved && after.Account == before.Account && after.AliasOf == before.AliasOf))
            && (before.Status != DirectoryStatus.Tombstone || after.Status == DirectoryStatus.Tombstone);
    }
}
