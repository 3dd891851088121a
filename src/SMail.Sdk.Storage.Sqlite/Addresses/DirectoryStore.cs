using Microsoft.Data.Sqlite;
using SMail.Sdk.Storage.Sqlite.Engine;

namespace SMail.Sdk.Storage.Sqlite.Addresses;

/// <summary>Addresses, written by compare-and-swap on their epoch.</summary>
internal sealed class DirectoryStore(Database database) : IDirectoryStore
{
    private const string Columns = "written, status, epoch, account, reservation_hash, reserved_until, alias_of";

    private const string Listed = $"SELECT {Columns} FROM address WHERE canonical > ?1";

    private const string InOrder = " ORDER BY canonical LIMIT ?2";

    public ValueTask<DirectoryRow?> FindAsync(MailAddress address, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(address);
        return new(database.Read(session => session.Snapshot(() => Find(session, address)), cancellationToken));
    }

    public ValueTask<bool> CompareAndSwapAsync(DirectoryRow row, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(row);
        return database.WriteAsync(session => Swap(session, row), cancellationToken);
    }

    public ValueTask<Page<DirectoryRow>> ListAsync(DirectoryFilter filter, string? cursor, int limit, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(filter);
        cancellationToken.ThrowIfCancellationRequested();
        var after = cursor is null ? "" : AddressCursor.Parse(cursor);
        limit = Limits.Cap(limit);
        return new(database.Read(session => session.Snapshot(() =>
        {
            using var reader = Query(session, filter, after, limit + 1);
            return PageOf(session, reader, limit);
        }), cancellationToken));
    }

    private static bool Swap(Session session, DirectoryRow row)
    {
        var before = Find(session, row.Address);
        if (row.Epoch != (before?.Epoch ?? 0) + 1)
            return false;
        if (!DirectoryRow.MaySucceed(before, row))
            throw Limits.Invalid("An address in use stays what it is, and its certificates are only ever added.");
        session.Execute(
            """
            INSERT OR REPLACE INTO address (canonical, written, status, epoch, account, reservation_hash, reserved_until, domain, alias_of)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
            """,
            row.Address.Canonical, row.Address.ToString(), (long)row.Status, row.Epoch, row.Account.ToBytes(),
            row.ReservationHash.Value ?? "", Values.Of(row.ReservedUntil), row.Address.Domain, row.AliasOf?.ToString());
        for (var i = before?.Certificates.Count ?? 0; i < row.Certificates.Count; i++)
        {
            session.Execute("INSERT INTO certificate (address, number, bytes) VALUES (?1, ?2, ?3)",
                row.Address.Canonical, (long)i, Values.Of(row.Certificates[i].Bytes));
        }
        return true;
    }

    private static DirectoryRow? Find(Session session, MailAddress address)
    {
        // Asked for in any case, so that the time tells little of whether the address is there.
        var certificates = Certificates(session, address);
        using var reader = session.Query($"SELECT {Columns} FROM address WHERE canonical = ?1", address.Canonical);
        return reader.Read() ? Read(reader, address, _ => certificates) : null;
    }

    private static SqliteDataReader Query(Session session, DirectoryFilter filter, string after, long count) => (filter.Domain, filter.Account?.ToBytes()) switch
    {
        (null, null) => session.Query($"{Listed}{InOrder}", after, count),
        ({ } domain, null) => session.Query($"{Listed} AND domain = ?3{InOrder}", after, count, domain),
        (null, { } account) => session.Query($"{Listed} AND account = ?3{InOrder}", after, count, account),
        ({ } domain, { } account) => session.Query($"{Listed} AND domain = ?3 AND account = ?4{InOrder}", after, count, domain, account),
    };

    /// <summary>Ends at the limit, or earlier where the page grows large. One more row tells whether it was the last.</summary>
    private static Page<DirectoryRow> PageOf(Session session, SqliteDataReader reader, int limit)
    {
        var items = new List<DirectoryRow>();
        var bytes = 0;
        while (reader.Read())
        {
            if (items.Count == limit || bytes > Limits.MaxPageBytes)
                return new Page<DirectoryRow>(items, AddressCursor.Write(items[^1].Address));
            items.Add(Read(reader, null, address => Certificates(session, address)));
            bytes += items[^1].Certificates.Sum(certificate => certificate.Bytes.Length);
        }
        return new Page<DirectoryRow>(items, null);
    }

    private static DirectoryRow Read(SqliteDataReader reader, MailAddress? asked, Func<MailAddress, IReadOnlyList<CertificateBytes>> certificates)
    {
        var written = reader.GetString(0);
        var address = asked is not null && asked.ToString() == written ? asked : MailAddress.Parse(written);
        return new DirectoryRow
        {
            Address = address,
            Status = (DirectoryStatus)reader.GetInt32(1),
            Epoch = reader.GetInt64(2),
            Account = new AccountId(reader.Id(3)),
            ReservationHash = new TokenHash(reader.GetString(4)),
            ReservedUntil = reader.TimeOrNull(5),
            AliasOf = reader.IsDBNull(6) ? null : MailAddress.Parse(reader.GetString(6)),
            Certificates = certificates(address),
        };
    }

    private static List<CertificateBytes> Certificates(Session session, MailAddress address)
    {
        var found = new List<CertificateBytes>();
        using var reader = session.Query("SELECT bytes FROM certificate WHERE address = ?1 ORDER BY number", address.Canonical);
        while (reader.Read())
            found.Add(new CertificateBytes(reader.Bytes(0)));
        return found;
    }
}
