namespace SMail.Sdk.Tests.StolenDatabase;

/// <summary>What each column of the file holds: a field of the list, or empty for a number or time the provider counts for itself.</summary>
internal static class SqliteColumns
{
    /// <summary>One of the row records, field by field.</summary>
    public const string RowValue = "Row.Value";

    public static IReadOnlyDictionary<string, string> All { get; } = new Dictionary<string, string>
    {
        ["account.num"] = "",
        ["account.id"] = "DirectoryRow.Account",
        ["account.latest"] = "StoredRow.Change",
        ["account.forgotten"] = "StoredRow.Change",
        ["stored_row.num"] = "",
        ["stored_row.account"] = "",
        ["stored_row.kind"] = "RowKey.Kind",
        ["stored_row.id"] = "RowKey.Id",
        ["stored_row.version"] = "StoredRow.Version",
        ["stored_row.change"] = "StoredRow.Change",
        ["stored_row.list_group"] = "Row.Group",
        ["stored_row.list_order"] = "Row.Order",
        ["stored_row.due"] = "Row.Due",
        ["stored_row.deleted_at"] = "",
        ["stored_row.value"] = RowValue,
        ["stored_row.content"] = "Row.Content",
        ["commit_log.account"] = "",
        ["commit_log.id"] = "PartitionCommit.Id",
        ["commit_log.change"] = "StoredRow.Change",
        ["commit_log.at"] = "",
        ["blob.num"] = "",
        ["blob.id"] = "BlobReference.Blob",
        ["blob.length"] = "BlobInfo.Length",
        ["blob.complete"] = "BlobInfo.IsComplete",
        ["blob.lease"] = "BlobInfo.LeaseUntil",
        ["blob.holders"] = "",
        ["blob_piece.num"] = "",
        ["blob_piece.blob"] = "",
        ["blob_piece.start"] = "",
        ["blob_piece.bytes"] = "SealedChunk.Bytes",
        ["blob_reference.blob"] = "",
        ["blob_reference.account"] = "BlobReference.Account",
        ["blob_reference.entry"] = "BlobReference.Entry",
        ["address.canonical"] = "DirectoryRow.Address",
        ["address.written"] = "DirectoryRow.Address",
        ["address.status"] = "DirectoryRow.Status",
        ["address.epoch"] = "DirectoryRow.Epoch",
        ["address.account"] = "DirectoryRow.Account",
        ["address.reservation_hash"] = "DirectoryRow.ReservationHash",
        ["address.reserved_until"] = "DirectoryRow.ReservedUntil",
        ["address.domain"] = "DirectoryRow.Address",
        ["address.alias_of"] = "DirectoryRow.AliasOf",
        ["certificate.address"] = "DirectoryRow.Address",
        ["certificate.number"] = "",
        ["certificate.bytes"] = "DirectoryRow.Certificates",
    };
}
