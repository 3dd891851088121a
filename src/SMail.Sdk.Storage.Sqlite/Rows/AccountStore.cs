using SMail.Sdk.Storage.Sqlite.Engine;

namespace SMail.Sdk.Storage.Sqlite.Rows;

/// <summary>Commits, single rows and changes of accounts.</summary>
internal sealed class AccountStore(Database database, TimeProvider clock) : IAccountStore
{
    private readonly Forgetting _forgetting = new(clock);

    public ValueTask<CommitResult> CommitAsync(AccountId account, PartitionCommit commit, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(commit);
        cancellationToken.ThrowIfCancellationRequested();
        CommitCheck.Require(commit.Writes, cancellationToken);
        return database.WriteAsync(session =>
        {
            _forgetting.RunIfDue(session);
            return new CommitWriter(session, clock.GetUtcNow()).Commit(account, commit);
        }, cancellationToken);
    }

    public ValueTask<StoredRow?> FindAsync(AccountId account, RowKey key, CancellationToken cancellationToken) =>
        new(database.Read(session => Find(session, account, key), cancellationToken));

    public ValueTask<ChangesResult> ChangesSinceAsync(AccountId account, long change, int limit, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        limit = Limits.Cap(limit);
        if (change < 0)
            throw Limits.Invalid("The change number is below 0.");
        return new(database.Read(session => session.Snapshot(() => new ChangeReader(session).Read(account, change, limit)), cancellationToken));
    }

    private static StoredRow? Find(Session session, AccountId account, RowKey key)
    {
        using var reader = session.Query(
            $"""
            SELECT {RowReader.Columns}, r.content FROM stored_row r
            WHERE r.account = (SELECT num FROM account WHERE id = ?1) AND r.kind = ?2 AND r.id = ?3 AND r.deleted_at IS NULL
            """,
            account.ToBytes(), (long)key.Kind, Values.Of(key.Id));
        if (!reader.Read())
            return null;
        var stored = RowReader.Stored(reader);
        return reader.IsDBNull(RowReader.Count)
            ? stored
            : stored with { Row = stored.Row with { Content = SealedBytes.Read(reader.Bytes(RowReader.Count)) } };
    }
}
