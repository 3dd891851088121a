using System.Runtime.InteropServices;
using Microsoft.Data.Sqlite;

namespace SMail.Sdk.Storage.Sqlite.Engine;

/// <summary>How ids, times and bytes are stored.</summary>
internal static class Values
{
    public static byte[] Of(Guid id) => id.ToByteArray(bigEndian: true);

    public static long Of(DateTimeOffset time) => time.UtcTicks;

    public static long? Of(DateTimeOffset? time) => time?.UtcTicks;

    /// <summary>The bytes as an array; copied only where they are a part of one. The caller waits until they are written.</summary>
    public static byte[] Of(ReadOnlyMemory<byte> bytes) =>
        MemoryMarshal.TryGetArray(bytes, out var part) && part.Count == part.Array!.Length ? part.Array : bytes.ToArray();

    public static Guid Id(this SqliteDataReader reader, int column) => new(reader.GetFieldValue<byte[]>(column), bigEndian: true);

    public static DateTimeOffset Time(this SqliteDataReader reader, int column) => new(reader.GetInt64(column), TimeSpan.Zero);

    public static DateTimeOffset? TimeOrNull(this SqliteDataReader reader, int column) =>
        reader.IsDBNull(column) ? null : reader.Time(column);

    public static byte[] Bytes(this SqliteDataReader reader, int column) => reader.GetFieldValue<byte[]>(column);
}
