using Microsoft.Data.Sqlite;

namespace SMail.Sdk.Storage.Sqlite.Engine;

/// <summary>One connection and the statements it has prepared. Used by one thread at a time.</summary>
internal sealed class Session(SqliteConnection connection) : IDisposable
{
    private readonly Dictionary<string, SqliteCommand> _commands = [];

    public SqliteConnection Connection => connection;

    /// <summary>Runs a statement; the values are its <c>?1</c>, <c>?2</c>, ….</summary>
    /// <returns>How many rows it changed.</returns>
    public int Execute(string sql, params ReadOnlySpan<object?> values) => Command(sql, values).ExecuteNonQuery();

    /// <summary>Runs a query. Its reader must be disposed of before the same query runs again.</summary>
    public SqliteDataReader Query(string sql, params ReadOnlySpan<object?> values) => Command(sql, values).ExecuteReader();

    /// <summary>The single number a query finds; null where it finds none.</summary>
    public long? Number(string sql, params ReadOnlySpan<object?> values) => Command(sql, values).ExecuteScalar() as long?;

    /// <summary>Reads several things as they are at one moment. After an exception the session is of no more use.</summary>
    public T Snapshot<T>(Func<T> read)
    {
        Execute("BEGIN");
        var result = read();
        Execute("COMMIT");
        return result;
    }

    public void Dispose()
    {
        foreach (var command in _commands.Values)
            command.Dispose();
        connection.Dispose();
    }

    private SqliteCommand Command(string sql, ReadOnlySpan<object?> values)
    {
        if (!_commands.TryGetValue(sql, out var command))
        {
            command = connection.CreateCommand();
            command.CommandText = sql;
            for (var i = 1; i <= values.Length; i++)
                command.Parameters.Add(new SqliteParameter { ParameterName = $"?{i}" });
            _commands.Add(sql, command);
        }
        for (var i = 0; i < values.Length; i++)
            command.Parameters[i].Value = values[i] ?? DBNull.Value;
        return command;
    }
}
