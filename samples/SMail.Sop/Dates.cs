using System.Globalization;

namespace SMail.Sop;

/// <summary>The draft's dates: ISO 8601, <c>now</c>, or <c>-</c> for no limit.</summary>
internal static class Dates
{
    internal const string Now = "now";
    internal const string Unlimited = "-";

    private static readonly string[] Forms =
        ["yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyyMMdd'T'HHmmssK", "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd", "yyyyMMdd"];

    /// <summary>A date; null for now.</summary>
    /// <exception cref="SopException">Another form.</exception>
    internal static DateTimeOffset? Parse(string text, DateTimeOffset unlimited) => text switch
    {
        Unlimited => unlimited,
        Now => null,
        _ => DateTimeOffset.TryParseExact(text, Forms, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date)
            ? date
            : throw new SopException(ExitCode.UnsupportedOption, $"{text} is not a date; 2026-11-01T12:00:00Z is one."),
    };
}
