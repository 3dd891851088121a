namespace SMail.Sdk.Transport.Smtp;

/// <summary>The names of hosts, which strangers write into the name system.</summary>
internal static class HostName
{
    /// <summary>Whether it is labels of letters, digits, hyphens and underscores (RFC 1123, section 2.1; underscores are out there).</summary>
    public static bool IsValid(string? name) =>
        name is { Length: > 0 and <= 253 } && name.Split('.').All(label => label is { Length: > 0 and <= 63 } && label.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_'));

    /// <summary>In lower case, without the final dot.</summary>
    public static string Canonicalize(string name) => name.TrimEnd('.').ToLowerInvariant();
}
