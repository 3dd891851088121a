using SMail.Sdk.Storage.Sqlite.Engine;

namespace SMail.Sdk.Storage.Sqlite.Addresses;

/// <summary>Addresses, written by compare-and-swap on their epoch.</summary>
internal sealed class DirectoryStore(Database database) : IDirectoryStore
{
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

    private static bool Swap(Session session, DirectoryRow row)
    {
        var before = Find(session, row.Address);
        if (row.Epoch != (before?.Epoch ?? 0) + 1)
            return false;
        if (!DirectoryRow.MaySucceed(before, row))
            throw Limits.Invalid("Certificates of an address are only ever added.");
        session.Execute(
            """
            INSERT OR REPLACE INTO address (canonical, written, status, epoch, account, reservation_hash, reserved_until)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
            """,
            row.Address.Canonical, row.Address.ToString(), (long)row.Status, row.Epoch, row.Account.ToBytes(),
            row.ReservationHash.Value ?? "", Values.Of(row.ReservedUntil));
        for (var i = before?.Certificates.Count ?? 0; i < row.Certificates.Count; i++)
        {
            session.Execute("INSERT INTO certificate (address, number, bytes) VALUES (?1, ?2, ?3)",
                row.Address.Canonical, (long)i, Values.Of(row.Certificates[i].Bytes));
        }
        return true;
    }

    private static DirectoryRow? Find(Session session, MailAddress address)
    {
        using var reader = session.Query(
            "SELECT written, status, epoch, account, reservation_hash, reserved_until FROM address WHERE canonical = ?1", address.Canonical);
        if (!reader.Read())
            return null;
        return new DirectoryRow
        {
            Address = MailAddress.Parse(reader.GetString(0)),
            Status = (DirectoryStatus)reader.GetInt32(1),
            Epoch = reader.GetInt64(2),
            Account = new AccountId(reader.Id(3)),
            ReservationHash = new TokenHash(reader.GetString(4)),
            ReservedUntil = reader.TimeOrNull(5),
            Certificates = Certificates(session, address),
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
