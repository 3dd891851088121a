using SMail.Sdk.Storage.Sqlite.Engine;

namespace SMail.Sdk.Storage.Sqlite.Rows;

/// <summary>Does one commit inside the writer's transaction: looks at everything first, then writes.</summary>
internal sealed class CommitWriter(Session session, DateTimeOffset now)
{
    public CommitResult Commit(AccountId account, PartitionCommit commit)
    {
        var known = FindAccount(account);
        if (known is { } found && session.Number("SELECT change FROM commit_log WHERE account = ?1 AND id = ?2", found.Number, commit.Id.ToBytes()) is { } before)
            return new AlreadyApplied(before);

        var places = commit.Writes.Select(write => known is { } at ? FindPlace(at.Number, write.Key) : null).ToArray();
        var broken = commit.Writes.Where((write, i) => !Holds(write.Precondition, places[i])).Select(write => write.Key).ToArray();
        if (broken.Length > 0)
            return new Conflict(broken);

        var (number, change) = known is { } old ? (old.Number, old.Latest + 1) : (AddAccount(account), 1);
        for (var i = 0; i < places.Length; i++)
            Apply(number, change, commit.Writes[i], places[i]);
        session.Execute("UPDATE account SET latest = ?2 WHERE num = ?1", number, change);
        session.Execute("INSERT INTO commit_log (account, id, change, at) VALUES (?1, ?2, ?3, ?4)", number, commit.Id.ToBytes(), change, Values.Of(now));
        return new Committed(change);
    }

    /// <summary>Where a row is stored; without a version it is a tombstone.</summary>
    private sealed record Place(long Number, long? Version);

    private static bool Holds(Precondition precondition, Place? place) => precondition.Kind switch
    {
        PreconditionKind.Absent => place?.Version is null,
        PreconditionKind.Version => place?.Version == precondition.ExpectedVersion,
        _ => true,
    };

    private (long Number, long Latest)? FindAccount(AccountId account)
    {
        using var reader = session.Query("SELECT num, latest FROM account WHERE id = ?1", account.ToBytes());
        return reader.Read() ? (reader.GetInt64(0), reader.GetInt64(1)) : null;
    }

    private long AddAccount(AccountId account) =>
        session.Number("INSERT INTO account (id, latest) VALUES (?1, 0) RETURNING num", account.ToBytes())!.Value;

    private Place? FindPlace(long account, RowKey key)
    {
        using var reader = session.Query(
            "SELECT num, version, deleted_at FROM stored_row WHERE account = ?1 AND kind = ?2 AND id = ?3",
            account, (long)key.Kind, Values.Of(key.Id));
        return reader.Read() ? new Place(reader.GetInt64(0), reader.IsDBNull(2) ? reader.GetInt64(1) : null) : null;
    }

    private void Apply(long account, long change, RowWrite write, Place? place)
    {
        var present = place?.Version is not null;
        if (present && write.Precondition.Kind == PreconditionKind.SkipIfPresent)
            return;
        if (write is PutRow { Row: var row })
            Put(account, change, row, place);
        else if (present)
            Delete(change, place!);
    }

    private void Put(long account, long change, Row row, Place? place)
    {
        var value = Values.Of(row.Value.Bytes);
        var content = row.Content is { } sealedBytes ? Values.Of(sealedBytes.Bytes) : null;
        if (place is null)
        {
            session.Execute(
                """
                INSERT INTO stored_row (account, kind, id, version, change, list_group, list_order, due, value, content)
                VALUES (?1, ?2, ?3, 1, ?4, ?5, ?6, ?7, ?8, ?9)
                """,
                account, (long)row.Key.Kind, Values.Of(row.Key.Id), change, (long)row.Group, row.Order, Values.Of(row.Due), value, content);
        }
        else
        {
            session.Execute(
                """
                UPDATE stored_row SET version = ?2, change = ?3, list_group = ?4, list_order = ?5, due = ?6, deleted_at = NULL, value = ?7, content = ?8
                WHERE num = ?1
                """,
                place.Number, (place.Version ?? 0) + 1, change, (long)row.Group, row.Order, Values.Of(row.Due), value, content);
        }
    }

    private void Delete(long change, Place place) => session.Execute(
        "UPDATE stored_row SET change = ?2, due = NULL, deleted_at = ?3, value = x'', content = NULL WHERE num = ?1",
        place.Number, change, Values.Of(now));
}
