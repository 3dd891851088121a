using Microsoft.Data.Sqlite;
using SMail.Sdk.Storage.Sqlite.Engine;

namespace SMail.Sdk.Storage.Sqlite.Rows;

/// <summary>Makes rows of what a query gives.</summary>
internal static class RowReader
{
    /// <summary>The columns of a row without its content, in the order <see cref="Stored"/> reads them.</summary>
    public const string Columns = "r.kind, r.id, r.version, r.change, r.list_group, r.list_order, r.due, r.value";

    /// <summary>How many columns these are.</summary>
    public const int Count = 8;

    public static RowKey Key(SqliteDataReader reader) => new((RowKind)reader.GetByte(0), reader.Id(1));

    public static StoredRow Stored(SqliteDataReader reader)
    {
        var row = new Row(Key(reader), new RowValue(reader.Bytes(7)))
        {
            Group = reader.GetInt32(4),
            Order = reader.GetInt64(5),
            Due = reader.TimeOrNull(6),
        };
        return new StoredRow(row, reader.GetInt64(2), reader.GetInt64(3));
    }
}
