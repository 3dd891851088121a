using System.Globalization;

namespace SMail.Sdk.Storage.InMemory.Tests.Bugs;

/// <summary>Forgets a reservation a little before it lapses.</summary>
internal sealed class ReservationFreedEarly(IDirectoryStore inner, TimeProvider clock) : ForwardingDirectory(inner)
{
    public override async ValueTask<DirectoryRow?> FindAsync(MailAddress address, CancellationToken cancellationToken)
    {
        var row = await base.FindAsync(address, cancellationToken);
        return row?.ReservedUntil - TimeSpan.FromMinutes(1) <= clock.GetUtcNow() ? null : row;
    }
}

/// <summary>Writes whatever the epoch.</summary>
internal sealed class EpochIgnored(IDirectoryStore inner) : ForwardingDirectory(inner)
{
    public override async ValueTask<bool> CompareAndSwapAsync(DirectoryRow row, CancellationToken cancellationToken)
    {
        var before = await Inner.FindAsync(row.Address, cancellationToken);
        return await base.CompareAndSwapAsync(row with { Epoch = (before?.Epoch ?? 0) + 1 }, cancellationToken);
    }
}

/// <summary>Writes any certificates, also fewer than before.</summary>
internal sealed class HistoryShortened : IDirectoryStore
{
    private readonly Dictionary<MailAddress, DirectoryRow> _rows = [];

    public ValueTask<DirectoryRow?> FindAsync(MailAddress address, CancellationToken cancellationToken) =>
        new(_rows.GetValueOrDefault(address));

    public ValueTask<bool> CompareAndSwapAsync(DirectoryRow row, CancellationToken cancellationToken)
    {
        if (row.Epoch != (_rows.GetValueOrDefault(row.Address)?.Epoch ?? 0) + 1)
            return new(false);
        _rows[row.Address] = row;
        return new(true);
    }

    public ValueTask<Page<DirectoryRow>> ListAsync(DirectoryFilter filter, string? cursor, int limit, CancellationToken cancellationToken) =>
        new(new Page<DirectoryRow>([.. _rows.Values], null));
}

/// <summary>Goes on after so many addresses, not after the last one.</summary>
internal sealed class AddressesByCount(IDirectoryStore inner) : ForwardingDirectory(inner)
{
    public override async ValueTask<Page<DirectoryRow>> ListAsync(DirectoryFilter filter, string? cursor, int limit, CancellationToken cancellationToken)
    {
        var all = (await base.ListAsync(filter, null, 1000, cancellationToken)).Items;
        var start = int.Parse(cursor ?? "0", CultureInfo.InvariantCulture);
        var next = start + limit;
        return new Page<DirectoryRow>([.. all.Skip(start).Take(limit)], next < all.Count ? next.ToString(CultureInfo.InvariantCulture) : null);
    }
}

/// <summary>Takes an address of a domain below for one of the domain.</summary>
internal sealed class DomainByItsEnd(IDirectoryStore inner) : ForwardingDirectory(inner)
{
    public override async ValueTask<Page<DirectoryRow>> ListAsync(DirectoryFilter filter, string? cursor, int limit, CancellationToken cancellationToken)
    {
        var all = (await base.ListAsync(filter with { Domain = null }, null, 1000, cancellationToken)).Items;
        return new Page<DirectoryRow>([.. all.Where(row => row.Address.Domain.EndsWith(filter.Domain ?? "", StringComparison.Ordinal))], null);
    }
}
