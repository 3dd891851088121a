namespace SMail.Sdk.Server;

/// <summary>A folder; the number is stored.</summary>
public enum MailFolder
{
    /// <summary>Mail that came in.</summary>
    Inbox = 1,
    /// <summary>Copies of what was sent.</summary>
    Sent = 2,
}

/// <summary>Asks for a page of a folder.</summary>
/// <param name="Folder">The folder.</param>
/// <param name="Cursor">Where the last page ended; null for the first.</param>
/// <param name="Limit">How many at the most, 1 to 200.</param>
public sealed record ListEntriesRequest(MailFolder Folder, string? Cursor, int Limit) : AuthorizedRequest
{
    /// <summary>The largest limit.</summary>
    public const int MaxLimit = 200;
}

/// <summary>A page of a folder.</summary>
/// <param name="Entries">The entries, without bodies.</param>
/// <param name="Next">Where the next page starts; null when this was the last.</param>
public sealed record EntryPage(IReadOnlyList<MailboxEntry> Entries, string? Next);

/// <summary>Asks for an entry.</summary>
/// <param name="Entry">Which.</param>
public sealed record GetEntryRequest(EntryId Entry) : AuthorizedRequest;

/// <summary>Asks for a range of a body.</summary>
/// <param name="Entry">Whose body.</param>
/// <param name="Offset">The first byte.</param>
/// <param name="Count">How many at the most, up to <see cref="SealedChunk.MaxBytes"/>.</param>
public sealed record ReadBodyRequest(EntryId Entry, long Offset, int Count) : AuthorizedRequest;

/// <summary>Deletes an entry.</summary>
/// <param name="Entry">Which.</param>
public sealed record DeleteEntryRequest(EntryId Entry) : AuthorizedRequest;

/// <summary>A message in a mailbox, as the server half knows it.</summary>
public sealed record MailboxEntry
{
    /// <summary>Names it.</summary>
    public required EntryId Id { get; init; }

    /// <summary>Where it is.</summary>
    public required MailFolder Folder { get; init; }

    /// <summary>When the server took it.</summary>
    public required DateTimeOffset Received { get; init; }

    /// <summary>Whose submission it was, as the server says; signatures prove it.</summary>
    public required MailAddress Sender { get; init; }

    /// <summary>Whether it came from outside in the open, or is a report of the server: then nobody signed it.</summary>
    public bool HasArrived { get; init; }

    /// <summary>The sealed summary and the key packet of the body.</summary>
    public required SealedCopy Copy { get; init; }

    /// <summary>The length of the body packet in bytes.</summary>
    public required long BodyLength { get; init; }

    /// <summary>The body packet, where it is stored within the entry and one entry was asked for.</summary>
    public SealedBytes? Body { get; init; }

    /// <summary>For a Sent copy: how far each delivery is.</summary>
    public IReadOnlyList<RecipientState> Recipients { get; init; } = [];
}
