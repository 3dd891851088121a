using System.Collections.Concurrent;

namespace SMail.Sdk.Storage.InMemory;

/// <summary>Addresses, written by compare-and-swap on their epoch.</summary>
internal sealed class DirectoryStore : IDirectoryStore
{
    private readonly ConcurrentDictionary<MailAddress, DirectoryRow> _rows = new();

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
            throw new StorageException(StorageError.InvalidArgument, "Certificates of an address are only ever added.");
        var after = row with { Certificates = Array.AsReadOnly(row.Certificates.Select(Copy).ToArray()) };
        return ValueTask.FromResult(before is null
            ? _rows.TryAdd(row.Address, after)
            : _rows.TryUpdate(row.Address, after, before));
    }

    private static CertificateBytes Copy(CertificateBytes certificate) => new(certificate.Bytes.ToArray());
}
