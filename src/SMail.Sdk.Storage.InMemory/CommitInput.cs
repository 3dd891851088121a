namespace SMail.Sdk.Storage.InMemory;

/// <summary>Checks the writes of a commit and copies them: the caller's buffers stay the caller's, who may zero or reuse them.</summary>
internal static class CommitInput
{
    public static RowWrite[] Take(IReadOnlyList<RowWrite> writes, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(writes);
        var seen = new HashSet<RowKey>();
        var taken = new RowWrite[writes.Count];
        for (var i = 0; i < taken.Length; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            taken[i] = Take(writes[i]);
            if (!seen.Add(taken[i].Key))
                throw Invalid("A commit names a row twice.");
        }
        return taken;
    }

    private static RowWrite Take(RowWrite write)
    {
        if (!Enum.IsDefined(write.Precondition.Kind))
            throw Invalid("A write has a precondition that does not exist.");
        return write switch
        {
            PutRow put => put with { Row = Take(put.Row) },
            DeleteRow => write,
            _ => throw Invalid("A write is neither put nor delete."),
        };
    }

    private static Row Take(Row row)
    {
        if (row.Value.Bytes.Length > RowValue.MaxBytes || row.Content?.Bytes.Length > RowValue.MaxBytes)
            throw Invalid($"A value or content is above {RowValue.MaxBytes} bytes.");
        return row with
        {
            Value = new RowValue(row.Value.Bytes.ToArray()),
            Content = row.Content is { } content ? SealedBytes.Parse(content.Bytes.ToArray()) : null,
        };
    }

    private static StorageException Invalid(string message) => new(StorageError.InvalidArgument, message);
}
