using SMail.Sdk.Storage.Sqlite.Engine;

namespace SMail.Sdk.Storage.Sqlite.Rows;

/// <summary>Leases of rows that are due.</summary>
internal sealed class OutboxStore(Database database, TimeProvider clock) : IOutboxStore
{
    public ValueTask<IReadOnlyList<LeasedRow>> LeaseAsync(TimeSpan lease, int limit, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        limit = Limits.Cap(limit);
        if (lease <= TimeSpan.Zero)
            throw Limits.Invalid("A lease lasts longer than zero.");
        // A worker that asks and finds nothing must not cost a flush.
        if (!database.Read(session => IsAnyDue(session, clock.GetUtcNow()), cancellationToken))
            return new(Array.Empty<LeasedRow>());
        return database.WriteAsync<IReadOnlyList<LeasedRow>>(session => Lease(session, clock.GetUtcNow(), lease, limit), cancellationToken);
    }

    private static bool IsAnyDue(Session session, DateTimeOffset now) =>
        session.Number("SELECT 1 FROM stored_row WHERE due <= ?1 LIMIT 1", Values.Of(now)) is not null;

    private static List<LeasedRow> Lease(Session session, DateTimeOffset now, TimeSpan lease, int limit)
    {
        var (leased, numbers) = Due(session, now, limit);
        var until = now + lease;
        for (var i = 0; i < leased.Count; i++)
        {
            session.Execute("UPDATE stored_row SET version = version + 1, due = ?2 WHERE num = ?1", numbers[i], Values.Of(until));
            var stored = leased[i].Stored;
            leased[i] = leased[i] with { Stored = stored with { Row = stored.Row with { Due = until }, Version = stored.Version + 1 } };
        }
        return leased;
    }

    private static (List<LeasedRow> Rows, List<long> Numbers) Due(Session session, DateTimeOffset now, int limit)
    {
        var rows = new List<LeasedRow>();
        var numbers = new List<long>();
        using var reader = session.Query(
            $"""
            SELECT {RowReader.Columns}, r.num, a.id FROM stored_row r JOIN account a ON a.num = r.account
            WHERE r.due <= ?1 ORDER BY r.due LIMIT ?2
            """,
            Values.Of(now), (long)limit);
        while (reader.Read())
        {
            numbers.Add(reader.GetInt64(RowReader.Count));
            rows.Add(new LeasedRow(new AccountId(reader.Id(RowReader.Count + 1)), RowReader.Stored(reader)));
        }
        return (rows, numbers);
    }
}
