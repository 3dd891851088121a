using SMail.Sdk.Storage;

namespace SMail.Sdk.Server;

/// <summary>Keeps an account's own records, sealed as they are.</summary>
internal sealed class RecordDesk(ServerContext context)
{
    public async ValueTask<RecordsAnswer> GetAsync(GetRecordsRequest request, Caller caller, CancellationToken cancellationToken)
    {
        CheckCount(request.Ids);
        var records = new List<StoredRecord>(request.Ids.Count);
        foreach (var id in request.Ids)
            records.Add(await FindAsync(caller.Account, id, cancellationToken).ConfigureAwait(false));
        return new RecordsAnswer(records);
    }

    public async ValueTask<Done> PutAsync(PutRecordsRequest request, Caller caller, CancellationToken cancellationToken)
    {
        CheckCount(request.Records);
        CheckIds([.. request.Records.Select(record => record.Id)]);
        var commit = new PartitionCommit(Id.Generate<CommitId>(), [.. request.Records.Select(ToWrite)]);
        var result = await context.Storage.Accounts.CommitAsync(caller.Account, commit, cancellationToken).ConfigureAwait(false);
        return result is Storage.Conflict ? throw Conflict() : Done.Value;
    }

    public async ValueTask<StoredRecord> FindAsync(AccountId account, RecordId id, CancellationToken cancellationToken)
    {
        var row = await context.Storage.Accounts.FindAsync(account, KeyOf(id), cancellationToken).ConfigureAwait(false);
        return row is null ? new StoredRecord(id, null, 0) : new StoredRecord(id, RowCodec.Decode(row.Row.Value, RowJson.Default.RecordRow).Record, row.Version);
    }

    public static RowWrite ToWrite(RecordWrite write) => ToRow(write.Id, write.Record, write.ExpectedVersion == 0 ? Precondition.Absent : Precondition.Version(write.ExpectedVersion));

    public static RowWrite ToRow(RecordId id, SealedRecord record, Precondition precondition) =>
        new PutRow(new Row(KeyOf(id), RowCodec.Encode(new RecordRow(record), RowJson.Default.RecordRow)), precondition);

    /// <summary>The secret keys change with the login record, and with it alone.</summary>
    public static void CheckIds(IReadOnlyList<RecordId> ids)
    {
        if (ids.Contains(RecordId.SecretKeys) || ids.Distinct().Count() != ids.Count)
            throw new SMailException(SMailError.InvalidRequest, "A record is written twice, or is one that is not written so.");
    }

    public static SMailException Conflict() => new(SMailError.Conflict, "The account's records were changed meanwhile; read them again.");

    private static RowKey KeyOf(RecordId id) => new(RowKind.Record, id.Value);

    private static void CheckCount<T>(IReadOnlyList<T> items)
    {
        if (items.Count is 0 or > GetRecordsRequest.MaxRecords || items.Contains(default!))
            throw new SMailException(SMailError.InvalidRequest, $"A call is about 1 to {GetRecordsRequest.MaxRecords} records.");
    }
}
