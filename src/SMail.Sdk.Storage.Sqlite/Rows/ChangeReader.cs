using SMail.Sdk.Storage.Sqlite.Engine;

namespace SMail.Sdk.Storage.Sqlite.Rows;

/// <summary>Reads a page of changes at one moment.</summary>
internal sealed class ChangeReader(Session session)
{
    public ChangesResult Read(AccountId account, long since, int limit)
    {
        var (number, latest, forgotten) = Find(account);
        if (since < forgotten || since > latest)
            return new TooOld(latest);
        var (items, more) = After(number, since, limit);
        return new Changes(items, more ? items[^1].Change : latest, more);
    }

    private (long Number, long Latest, long Forgotten) Find(AccountId account)
    {
        using var reader = session.Query("SELECT num, latest, forgotten FROM account WHERE id = ?1", account.ToBytes());
        return reader.Read() ? (reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2)) : default;
    }

    /// <summary>Ends at the limit, or earlier where the page grows large, but never inside a commit.</summary>
    private (List<RowChange> Items, bool More) After(long account, long since, int limit)
    {
        var items = new List<RowChange>();
        var whole = 0; // How many items belong to commits that are complete.
        var bytes = 0;
        using var reader = session.Query(
            $"SELECT {RowReader.Columns}, r.deleted_at FROM stored_row r WHERE r.account = ?1 AND r.change > ?2 ORDER BY r.change", account, since);
        while (reader.Read())
        {
            var change = reader.GetInt64(3);
            if (items.Count > 0 && items[^1].Change != change)
                whole = items.Count;
            if (whole > 0 && (items.Count >= limit || bytes > Limits.MaxPageBytes))
            {
                items.RemoveRange(whole, items.Count - whole);
                return (items, true);
            }
            var row = reader.IsDBNull(RowReader.Count) ? RowReader.Stored(reader) : null;
            bytes += row?.Row.Value.Bytes.Length ?? 0;
            items.Add(new RowChange(RowReader.Key(reader), change, row));
        }
        return (items, false);
    }
}
