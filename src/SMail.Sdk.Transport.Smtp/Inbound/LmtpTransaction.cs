namespace SMail.Sdk.Transport.Smtp.Inbound;

/// <summary>What a client said so far of the message that it is about to bring.</summary>
/// <param name="Sender">The reverse path; null for the empty one.</param>
/// <param name="UsesUtf8">Whether addresses may be beyond ASCII.</param>
internal sealed record LmtpTransaction(string? Sender, bool UsesUtf8)
{
    /// <summary>The forward paths that were accepted, in their order.</summary>
    public List<string> Recipients { get; } = [];
}
