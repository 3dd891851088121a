using SMail.Sdk.Storage.Sqlite.Engine;

namespace SMail.Sdk.Storage.Sqlite.Rows;

/// <summary>What a commit must be before the store is even asked.</summary>
internal static class CommitCheck
{
    public static void Require(IReadOnlyList<RowWrite> writes, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(writes);
        var seen = new HashSet<RowKey>();
        foreach (var write in writes)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (write is not (PutRow or DeleteRow) || !Enum.IsDefined(write.Precondition.Kind))
                throw Limits.Invalid("A write is neither put nor delete, or its precondition does not exist.");
            if (write is PutRow { Row: var row } && (row.Value.Bytes.Length > RowValue.MaxBytes || row.Content?.Bytes.Length > RowValue.MaxBytes))
                throw Limits.Invalid($"A value or content is above {RowValue.MaxBytes} bytes.");
            if (!seen.Add(write.Key))
                throw Limits.Invalid("A commit names a row twice.");
        }
    }
}
