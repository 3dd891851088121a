using Microsoft.Data.Sqlite;
using SMail.Sdk.Storage.Sqlite.Engine;

namespace SMail.Sdk.Storage.Sqlite.Rows;

/// <summary>Lists of rows, straight from an index that has their order.</summary>
internal sealed class MessageStore(Database database) : IMessageStore
{
    private const string Select = $"""
        SELECT {RowReader.Columns} FROM stored_row r
        WHERE r.account = (SELECT num FROM account WHERE id = ?1) AND r.kind = ?2 AND r.list_group = ?3 AND r.deleted_at IS NULL
        """;

    private const string InOrder = " ORDER BY r.list_order DESC, r.id DESC LIMIT ?4";

    public ValueTask<Page<StoredRow>> ListAsync(
        AccountId account, RowKind kind, int group, string? cursor, int limit, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Cursor? after = cursor is null ? null : Cursor.Parse(cursor);
        limit = Limits.Cap(limit);
        return new(database.Read(session =>
        {
            using var reader = Query(session, account, kind, group, after, limit + 1);
            return PageOf(reader, limit);
        }, cancellationToken));
    }

    private static SqliteDataReader Query(Session session, AccountId account, RowKind kind, int group, Cursor? after, int count) =>
        after is { } last
            ? session.Query(Select + " AND (r.list_order, r.id) < (?5, ?6)" + InOrder,
                account.ToBytes(), (long)kind, (long)group, (long)count, last.Order, Values.Of(last.Id))
            : session.Query(Select + InOrder, account.ToBytes(), (long)kind, (long)group, (long)count);

    /// <summary>Ends at the limit, or earlier where the page grows large. One more row tells whether it was the last.</summary>
    private static Page<StoredRow> PageOf(SqliteDataReader reader, int limit)
    {
        var items = new List<StoredRow>();
        var bytes = 0;
        while (reader.Read())
        {
            if (items.Count == limit || bytes > Limits.MaxPageBytes)
                return new Page<StoredRow>(items, new Cursor(items[^1].Row.Order, items[^1].Row.Key.Id).ToString());
            items.Add(RowReader.Stored(reader));
            bytes += items[^1].Row.Value.Bytes.Length;
        }
        return new Page<StoredRow>(items, null);
    }
}
