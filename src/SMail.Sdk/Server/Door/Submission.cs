namespace SMail.Sdk.Server;

/// <summary>Starts an upload.</summary>
/// <param name="IsOpen">Whether the body is open.</param>
public sealed record BeginUploadRequest(bool IsOpen) : AuthorizedRequest;

/// <summary>An upload that was started.</summary>
/// <param name="Blob">Names it.</param>
public sealed record Upload(BlobId Blob);

/// <summary>A piece of a sealed body.</summary>
/// <param name="Blob">The upload.</param>
/// <param name="Offset">Where it belongs, in bytes.</param>
/// <param name="Chunk">The piece.</param>
public sealed record PutSealedChunkRequest(BlobId Blob, long Offset, SealedChunk Chunk) : AuthorizedRequest;

/// <summary>A piece of an open body.</summary>
/// <param name="Blob">The upload.</param>
/// <param name="Index">Its number, from 0.</param>
/// <param name="Piece">The piece; every one but the last has <see cref="OpenMessage.PieceBytes"/> bytes.</param>
public sealed record PutOpenChunkRequest(BlobId Blob, int Index, OpenMessage Piece) : AuthorizedRequest;

/// <summary>Ends an upload.</summary>
/// <param name="Blob">The upload.</param>
/// <param name="IsOpen">As it was started.</param>
/// <param name="Length">The length of the body in bytes, as the client counts it.</param>
public sealed record CompleteUploadRequest(BlobId Blob, bool IsOpen, long Length) : AuthorizedRequest;

/// <summary>A message for delivery.</summary>
public sealed record SubmitRequest : AuthorizedRequest
{
    /// <summary>Drawn by the client; the same again changes nothing.</summary>
    public required SubmissionId Submission { get; init; }

    /// <summary>The sealed bodies: the first is that of the visible recipients and of the Sent copy, then one per Bcc recipient.</summary>
    public required IReadOnlyList<BodyPart> Bodies { get; init; }

    /// <summary>The sender's own copy, of the first body.</summary>
    public required SealedCopy Sent { get; init; }

    /// <summary>One per recipient inside.</summary>
    public IReadOnlyList<SealedDelivery> Sealed { get; init; } = [];

    /// <summary>Open bodies and who gets them: all visible recipients outside share one, every Bcc recipient has one of his own.</summary>
    public IReadOnlyList<OpenDelivery> Open { get; init; } = [];
}

/// <summary>A sealed body: within the record where it is small, or uploaded before.</summary>
/// <param name="Inline">The body packet, or null.</param>
/// <param name="Blob">The upload, or null.</param>
/// <param name="Length">Its length in bytes.</param>
public sealed record BodyPart(SealedBytes? Inline, BlobId? Blob, long Length);

/// <summary>What one reader needs beside the body.</summary>
/// <param name="KeyPacket">The reader's key packet for the body.</param>
/// <param name="Summary">The reader's summary: a whole small message.</param>
public sealed record SealedCopy(SealedBytes KeyPacket, SealedBytes Summary);

/// <summary>A delivery inside.</summary>
/// <param name="Recipient">The recipient.</param>
/// <param name="Body">Which of the bodies, by number.</param>
/// <param name="Copy">What the recipient needs beside it.</param>
public sealed record SealedDelivery(MailAddress Recipient, int Body, SealedCopy Copy);

/// <summary>A delivery to the outside.</summary>
/// <param name="Recipients">The recipients, who are outside.</param>
/// <param name="Body">The open body, uploaded before.</param>
public sealed record OpenDelivery(IReadOnlyList<MailAddress> Recipients, BlobId Body);

/// <summary>What became of a submission.</summary>
/// <param name="Entry">The Sent copy.</param>
/// <param name="Recipients">One per recipient.</param>
public sealed record SubmissionReceipt(EntryId Entry, IReadOnlyList<RecipientState> Recipients);

/// <summary>How far a delivery is.</summary>
public enum DeliveryStatus
{
    /// <summary>It waits for its next try.</summary>
    Queued,
    /// <summary>Inside: it is in the recipient's mailbox. Outside: the next server has taken it.</summary>
    Delivered,
    /// <summary>It will not be delivered.</summary>
    Rejected,
}

/// <summary>How far the delivery to one recipient is.</summary>
/// <param name="Recipient">The recipient.</param>
/// <param name="Status">How far it is.</param>
/// <param name="Reason">Why it was rejected or is late; null when there is nothing to say.</param>
public sealed record RecipientState(MailAddress Recipient, DeliveryStatus Status, string? Reason);
