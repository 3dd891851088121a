using System.Text.Json;
using System.Text.Json.Serialization;

namespace SMail.Sdk.Messages;

/// <summary>What a list shows of a message, from its sealed summary. What MIME parsing could not read is empty.</summary>
public sealed record MailSummary
{
    /// <summary>The From field, one address per item, as <c>Name &lt;address&gt;</c> or <c>address</c>.</summary>
    public IReadOnlyList<string> From { get; init; } = [];

    /// <summary>The To field.</summary>
    public IReadOnlyList<string> To { get; init; } = [];

    /// <summary>The Cc field.</summary>
    public IReadOnlyList<string> Cc { get; init; } = [];

    /// <summary>Secret recipients; only ever in the sender's own copy.</summary>
    public IReadOnlyList<string> Bcc { get; init; } = [];

    /// <summary>The Subject field, decoded.</summary>
    public string Subject { get; init; } = "";

    /// <summary>The Date field; null when there is none, or it can't be read.</summary>
    public DateTimeOffset? Date { get; init; }

    /// <summary>The size of the MIME bytes.</summary>
    public long Size { get; init; }

    /// <summary>The names of attached files; an attachment without a name is an empty string.</summary>
    public IReadOnlyList<string> Attachments { get; init; } = [];

    /// <summary>Never the content.</summary>
    public override string ToString() => "[summary]";

    /// <summary>As a reader may trust it to be shaped: no nulls, nothing longer than the SDK writes, and secret recipients in the own copy alone.</summary>
    internal MailSummary Normalise(bool isOwn) => this with
    {
        From = Trim(From),
        To = Trim(To),
        Cc = Trim(Cc),
        Bcc = isOwn ? Trim(Bcc) : [],
        Subject = MailInspector.Cut(Subject ?? ""),
        Attachments = Trim(Attachments),
    };

    private static string[] Trim(IReadOnlyList<string>? items) => MailInspector.Fit((items ?? []).Select(item => item ?? ""));

    /// <summary>Whether both say the same of the message itself; secret recipients are not in the message.</summary>
    // Compared as written, because writing replaces what is no valid text.
    internal bool SaysTheSame(MailSummary other) => Written(this).AsSpan().SequenceEqual(Written(other));

    private static byte[] Written(MailSummary summary) =>
        JsonSerializer.SerializeToUtf8Bytes(summary with { Bcc = [] }, SummaryJson.Default.MailSummary);
}

/// <summary>The content of a sealed summary: what the list shows, and the SHA-256 of the body packet as stored, header included.</summary>
internal sealed record SummaryContent(MailSummary Summary, byte[] BodyHash)
{
    /// <summary>Of mail that arrived in the open; null for mail from inside.</summary>
    public ArrivalMark? Arrival { get; init; }
}

/// <summary>What intake says of mail that arrived in the open. Nobody signs it.</summary>
/// <param name="ClaimsLocal">Whether a field of its header names an address of ours as its author.</param>
internal sealed record ArrivalMark(bool ClaimsLocal);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(SummaryContent))]
internal sealed partial class SummaryJson : JsonSerializerContext;
