namespace SMail.Sdk.Server;

/// <summary>Asks for records sealed under the account key.</summary>
/// <param name="Ids">Which; at most <see cref="MaxRecords"/>.</param>
public sealed record GetRecordsRequest(IReadOnlyList<RecordId> Ids) : AuthorizedRequest
{
    /// <summary>The most records of one call.</summary>
    public const int MaxRecords = 100;
}

/// <summary>Some records.</summary>
/// <param name="Records">One for each id asked for, in that order.</param>
public sealed record RecordsAnswer(IReadOnlyList<StoredRecord> Records);

/// <summary>A record as it is stored.</summary>
/// <param name="Id">Which.</param>
/// <param name="Record">The record; null where there is none.</param>
/// <param name="Version">Counts its writes from 1; 0 where there is none.</param>
public sealed record StoredRecord(RecordId Id, SealedRecord? Record, long Version);

/// <summary>A record to be written.</summary>
/// <param name="Id">Which.</param>
/// <param name="Record">The record.</param>
/// <param name="ExpectedVersion">The version it replaces; 0 where there is none yet.</param>
public sealed record RecordWrite(RecordId Id, SealedRecord Record, long ExpectedVersion);

/// <summary>Writes records, all of them or none.</summary>
/// <param name="Records">The records, at most <see cref="GetRecordsRequest.MaxRecords"/>; the secret keys are not among them.</param>
public sealed record PutRecordsRequest(IReadOnlyList<RecordWrite> Records) : AuthorizedRequest;
