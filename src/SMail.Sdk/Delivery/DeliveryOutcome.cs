using SMail.Sdk.Server;
using SMail.Sdk.Storage;
using SMail.Sdk.Transport;

namespace SMail.Sdk.Delivery;

/// <summary>What came of one try at the delivery to one recipient.</summary>
/// <param name="Status">What came of it.</param>
/// <param name="Reason">Why it is late or was refused.</param>
internal sealed record DeliveryOutcome(DeliveryStatus Status, string? Reason)
{
    private const int MaxReason = 200;

    /// <summary>The enhanced status code (RFC 3463); null where none is known.</summary>
    public EnhancedStatus? Code { get; init; }

    /// <summary>The server that said so; null where it was ours.</summary>
    public string? Server { get; init; }

    /// <summary>Its reply code; null where there was no reply.</summary>
    public int? ReplyCode { get; init; }

    public static DeliveryOutcome Of(TransportResult result) => new(result.Status switch
    {
        TransportStatus.Accepted => DeliveryStatus.Delivered,
        TransportStatus.Refused => DeliveryStatus.Rejected,
        _ => DeliveryStatus.Queued,
    }, Clean(result.Reason)) { Code = result.Code, Server = Clean(result.Server), ReplyCode = result.ReplyCode };

    /// <summary>The final answer after time is over: never.</summary>
    public DeliveryOutcome GiveUp() => this with { Status = DeliveryStatus.Rejected, Code = Code is { Class: 5 } code ? code : new EnhancedStatus(5, 4, 7) };

    // Another server wrote it: a line of text, and not a long one.
    private static string? Clean(string? text) => text is null
        ? null
        : string.Concat(text.EnumerateRunes().Take(MaxReason).Select(rune => System.Text.Rune.IsControl(rune) ? " " : rune.ToString()));
}

/// <summary>One delivery that was tried.</summary>
/// <param name="Leased">Its row, as leased.</param>
/// <param name="Row">What the row says.</param>
/// <param name="Outcome">What came of it.</param>
internal sealed record TriedDelivery(LeasedRow Leased, OutboxRow Row, DeliveryOutcome Outcome)
{
    public bool IsFinal => Outcome.Status != DeliveryStatus.Queued;

    public RecipientState State => new(Row.Recipient, Outcome.Status, Outcome.Reason);
}
