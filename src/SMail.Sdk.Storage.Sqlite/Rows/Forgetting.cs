using SMail.Sdk.Storage.Sqlite.Engine;

namespace SMail.Sdk.Storage.Sqlite.Rows;

/// <summary>Forgets commit ids and deletions that are older than promised: now and then, a few at a time, beside a commit.</summary>
internal sealed class Forgetting(TimeProvider clock)
{
    private const int AtOnce = 500;
    private static readonly TimeSpan Between = TimeSpan.FromMinutes(1);
    private DateTimeOffset _next;

    public void RunIfDue(Session session)
    {
        var now = clock.GetUtcNow();
        // A clock that was set back must not stop this until it has caught up.
        if (now < _next && now >= _next - Between)
            return;
        _next = now + Between;
        var before = Values.Of(now - IAccountStore.CommitMemory);
        session.Execute(
            """
            DELETE FROM commit_log WHERE (account, id) IN
              (SELECT account, id FROM commit_log WHERE at < ?1 ORDER BY at LIMIT ?2)
            """,
            before, (long)AtOnce);
        foreach (var (row, account, change) in OldTombstones(session, before))
        {
            // A reader who stands before this number can't be told any more.
            session.Execute("UPDATE account SET forgotten = max(forgotten, ?2) WHERE num = ?1", account, change);
            session.Execute("DELETE FROM stored_row WHERE num = ?1", row);
        }
    }

    private static List<(long Row, long Account, long Change)> OldTombstones(Session session, long before)
    {
        var found = new List<(long, long, long)>();
        using var reader = session.Query(
            "SELECT num, account, change FROM stored_row WHERE deleted_at < ?1 ORDER BY deleted_at LIMIT ?2", before, (long)AtOnce);
        while (reader.Read())
            found.Add((reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2)));
        return found;
    }
}
