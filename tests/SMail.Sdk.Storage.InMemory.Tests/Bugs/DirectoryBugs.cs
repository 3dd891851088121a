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
}
