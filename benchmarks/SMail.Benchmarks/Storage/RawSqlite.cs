using Microsoft.Data.Sqlite;
using SMail.Sdk;
using SMail.Sdk.Storage;

namespace SMail.Benchmarks.Storage;

/// <summary>What a program without the provider would do: one connection, prepared statements, the same three inserts per commit into the same schema.</summary>
internal sealed class RawSqlite : IDisposable
{
    private readonly SqliteConnection connection;
    private readonly SqliteCommand row;
    private readonly SqliteCommand log;
    private readonly SqliteCommand account;
    private long change;

    /// <param name="path">A database that the provider made, so that the schema is the same.</param>
    public RawSqlite(string path)
    {
        connection = new SqliteConnection($"Data Source={path};Pooling=False");
        connection.Open();
        Execute("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON;");
        Execute("INSERT INTO account (num, id, latest) VALUES (1, randomblob(16), 0)");
        row = Prepare("INSERT INTO stored_row (account, kind, id, version, change, list_group, list_order, value, content) VALUES (1, 4, $id, 1, $change, 1, $order, $value, $content)", "$id", "$change", "$order", "$value", "$content");
        log = Prepare("INSERT INTO commit_log (account, id, change, at) VALUES (1, $id, $change, $change)", "$id", "$change");
        account = Prepare("UPDATE account SET latest = $change WHERE num = 1", "$change");
    }

    public void Insert(IEnumerable<PartitionCommit> commits)
    {
        using var transaction = connection.BeginTransaction();
        foreach (var command in new[] { row, log, account })
            command.Transaction = transaction;
        foreach (var commit in commits)
        {
            change++;
            foreach (var put in commit.Writes.Cast<PutRow>())
                Run(row, put.Row.Key.Id.ToByteArray(bigEndian: true), change, put.Row.Order, put.Row.Value.Bytes.ToArray(), put.Row.Content!.Bytes.ToArray());
            Run(log, commit.Id.ToBytes(), change);
            Run(account, change);
        }

        transaction.Commit();
    }

    public void Dispose() => connection.Dispose();

    private static void Run(SqliteCommand command, params object[] values)
    {
        for (var i = 0; i < values.Length; i++)
            command.Parameters[i].Value = values[i];
        command.ExecuteNonQuery();
    }

    private SqliteCommand Prepare(string text, params string[] names)
    {
        var command = connection.CreateCommand();
        command.CommandText = text;
        foreach (var name in names)
            command.Parameters.Add(new SqliteParameter(name, null));
        return command;
    }

    private void Execute(string text)
    {
        using var command = connection.CreateCommand();
        command.CommandText = text;
        command.ExecuteNonQuery();
    }
}
