using System.Globalization;
using System.Text;

namespace SMail.Sdk;

/// <summary>The part after the <c>@</c>: host names of RFC 5321, section 4.1.2, and internationalised ones. No address literals.</summary>
internal static class DomainSyntax
{
    private const int MaxLength = 253;
    private const int MaxLabel = 63;

    // With invariant globalisation the mapping leaves case and look-alikes as they are: one domain would have two
    // canonical forms on two machines, and so one mailbox two salts. There only ASCII domains are taken.
    private static readonly Lazy<bool> MappingWorks = new(() => GetAscii("B\u00DCCHER\u3002example") == "xn--bcher-kva.example");

    /// <summary>The domain in lower-case A-labels, without the final dot; null where it is none.</summary>
    public static string? Canonicalize(string domain)
    {
        var ascii = Ascii.IsValid(domain) ? domain : MappingWorks.Value ? GetAscii(domain) : null;
        if (ascii is null)
            return null;
        var lower = AsciiCase.ToLower(ascii.EndsWith('.') ? ascii[..^1] : ascii);
        if (lower.Length is 0 or > MaxLength)
            return null;
        var labels = lower.Split('.');
        // A last label of digits is an IPv4 address without its brackets; no such top-level domain exists (RFC 3696, section 2).
        return labels.All(IsLabel) && !labels[^1].All(char.IsAsciiDigit) ? lower : null;
    }

    private static bool IsLabel(string label) => label.Length is > 0 and <= MaxLabel && label[0] != '-' && label[^1] != '-'
        && label.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-');

    private static string? GetAscii(string domain)
    {
        try
        {
            return new IdnMapping { UseStd3AsciiRules = true, AllowUnassigned = false }.GetAscii(domain);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }
}
