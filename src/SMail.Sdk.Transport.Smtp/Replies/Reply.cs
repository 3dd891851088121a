namespace SMail.Sdk.Transport.Smtp.Replies;

/// <summary>What a server answered (RFC 5321, section 4.2).</summary>
/// <param name="Code">Three digits.</param>
/// <param name="Text">Its lines, as they came; nothing in it is to be believed.</param>
internal readonly record struct Reply(int Code, string Text)
{
    /// <summary>The server closes the connection or does not serve at all, which says nothing about the message.</summary>
    public bool IsServerGone => Code is 421;

    /// <summary>What it means for a recipient. Anything but a plain yes or a plain no is tried later.</summary>
    /// <param name="server">Who answered.</param>
    public TransportResult ToResult(string server)
    {
        var status = (Code / 100) switch { 2 => TransportStatus.Accepted, 5 => TransportStatus.Refused, _ => TransportStatus.TryLater };
        return new TransportResult(status, status == TransportStatus.Accepted ? null : ReplyText.Clean(Text)) { Code = Enhanced(status), ReplyCode = Code, Server = server };
    }

    /// <summary>The same, but never for good: of a server that takes no part in the transaction.</summary>
    public TransportResult ToLater(string server)
    {
        var result = ToResult(server);
        return result with { Status = TransportStatus.TryLater, Reason = ReplyText.Clean(Text), Code = result.Code!.Value with { Class = 4 } };
    }

    // A code whose class does not agree with the reply is not one (RFC 2034, section 4).
    private EnhancedStatus Enhanced(TransportStatus status)
    {
        var @class = status switch { TransportStatus.Accepted => 2, TransportStatus.Refused => 5, _ => 4 };
        var first = Text.AsSpan().TrimStart();
        var end = first.IndexOfAny(" \r\n");
        return EnhancedStatus.TryParse((end < 0 ? first : first[..end]) is { Length: < 12 } word ? word.ToString() : null, out var code) && code.Class == @class
            ? code
            : Derived(@class);
    }

    // The registry of RFC 5248 lists which codes go with which replies; these are the ones that say the least more.
    private EnhancedStatus Derived(int @class) => Code switch
    {
        421 => new(4, 3, 2),
        450 => new(4, 2, 0),
        451 => new(4, 3, 0),
        452 => new(4, 3, 1),
        500 => new(5, 5, 2),
        501 or 504 or 555 => new(5, 5, 4),
        502 or 503 => new(5, 5, 1),
        521 => new(5, 3, 2),
        530 => new(5, 7, 0),
        551 => new(5, 1, 6),
        552 => new(5, 3, 4),
        553 => new(5, 1, 3),
        556 => new(5, 1, 10),
        _ => new(@class, 0, 0),
    };
}
