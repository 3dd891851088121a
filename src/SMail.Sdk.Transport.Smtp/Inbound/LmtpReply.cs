using System.Globalization;
using SMail.Sdk.Delivery;

namespace SMail.Sdk.Transport.Smtp.Inbound;

/// <summary>Writes answers (RFC 5321, section 4.2) with their enhanced status codes (RFC 2034).</summary>
internal static class LmtpReply
{
    private const int MaxText = 400;

    /// <summary>An answer in one line.</summary>
    public static string Of(int code, string status, string text) => string.Create(CultureInfo.InvariantCulture, $"{code} {status} {text}");

    /// <summary>What an inbox answers.</summary>
    public static string Of(InboundResult result) => Of(CodeOf(result), result.Code.ToString(), Clean(result.Text));

    private static int CodeOf(InboundResult result) => result switch
    {
        { Status: InboundStatus.Accepted } => 250,
        { Status: InboundStatus.TryLater, Code: { Subject: 2 } } => 450,
        { Status: InboundStatus.TryLater, Code: { Subject: 3, Detail: 1 or 2 } } => 452,
        { Status: InboundStatus.TryLater } => 451,
        { Code: { Subject: 3, Detail: 4 } } => 552,
        { Code: { Subject: 6 } } => 554,
        _ => 550,
    };

    // The inbox may be anybody's; a line of ours is one line of ASCII.
    private static string Clean(string text) => string.Concat(text.Take(MaxText).Select(c => c is >= ' ' and <= '~' ? c : '?'));
}
