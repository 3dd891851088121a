using System.Collections.Concurrent;

namespace SMail.Sdk.Storage.InMemory;

/// <summary>Addresses, written by compare-and-swap on their epoch.</summary>
internal sealed class DirectoryStore : IDirectoryStore
{
    private readonly ConcurrentDictionary<MailAddress, DirectoryRow> _rows = new();
    private readonly Lock _gate = new();
    private readonly SortedSet<MailAddress> _names = new(Comparer<MailAddress>.Create((x, y) => string.CompareOrdinal(x.Canonical, y.Canonical)));

    public ValueTask<DirectoryRow?> FindAsync(MailAddress address, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(address);
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.FromResult(_rows.GetValueOrDefault(address));
    }

    public ValueTask<bool> CompareAndSwapAsync(DirectoryRow row, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(row);
        cancellationToken.ThrowIfCancellationRequested();
        var before = _rows.GetValueOrDefault(row.Address);
        if (row.Epoch != (before?.Epoch ?? 0) + 1)
            return ValueTask.FromResult(false);
        if (!DirectoryRow.MaySucceed(before, row))
            throw new StorageException(StorageError.InvalidArgument, "An address in use stays what it is, and its certificates are only ever added.");
        var after = row with { Certificates = Array.AsReadOnly(row.Certificates.Select(Copy).ToArray()) };
        if (before is not null)
            return ValueTask.FromResult(_rows.TryUpdate(row.Address, after, before));
        if (!_rows.TryAdd(row.Address, after))
            return ValueTask.FromResult(false);
        lock (_gate)
            _names.Add(row.Address);
        return ValueTask.FromResult(true);
    }

    public ValueTask<Page<DirectoryRow>> ListAsync(DirectoryFilter filter, string? cursor, int limit, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(filter);
        cancellationToken.ThrowIfCancellationRequested();
        limit = Limits.Cap(limit);
        var after = cursor is null ? null : AddressCursor.Parse(cursor);
        var items = new List<DirectoryRow>();
        lock (_gate)
        {
            // One more than asked for tells whether this is the last page.
            items.AddRange(After(after).Select(name => _rows[name]).Where(row => Fits(filter, row)).Take(limit + 1));
        }
        var more = items.Count > limit;
        return ValueTask.FromResult(new Page<DirectoryRow>(items[..Math.Min(limit, items.Count)], more ? AddressCursor.Write(items[limit - 1].Address) : null));
    }

    private IEnumerable<MailAddress> After(MailAddress? after)
    {
        if (after is null)
            return _names;
        return _names.Max is { } last && _names.Comparer.Compare(after, last) < 0 ? _names.GetViewBetween(after, last).Where(name => name != after) : [];
    }

    private static bool Fits(DirectoryFilter filter, DirectoryRow row) =>
        (filter.Domain is null || row.Address.Domain == filter.Domain) && (filter.Account is null || row.Account == filter.Account);

    private static CertificateBytes Copy(CertificateBytes certificate) => new(certificate.Bytes.ToArray());
}
