using System.Globalization;

namespace SMail.Sdk.Transport.Smtp.Inbound;

/// <summary>The parameters of <c>MAIL</c>.</summary>
/// <param name="Size">The size that was announced, in bytes (RFC 1870).</param>
/// <param name="UsesUtf8">Whether addresses may be beyond ASCII (RFC 6531).</param>
internal readonly record struct MailParameters(long Size, bool UsesUtf8)
{
    private const int MaxSizeDigits = 20;

    /// <summary>Reads them; null where one is not known, or wrong. What asks for delivery reports (RFC 3461) is passed over: the server in front writes them.</summary>
    public static MailParameters? TryRead(IReadOnlyList<string> parameters)
    {
        var read = default(MailParameters);
        foreach (var parameter in parameters)
        {
            var name = parameter.Split('=')[0].ToUpperInvariant();
            var value = parameter.Length > name.Length ? parameter[(name.Length + 1)..] : null;
            switch (name)
            {
                case "SIZE" when value is { Length: > 0 and <= MaxSizeDigits } && value.All(char.IsAsciiDigit):
                    read = read with { Size = long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var size) ? size : long.MaxValue };
                    break;
                case "SMTPUTF8" when value is null:
                    read = read with { UsesUtf8 = true };
                    break;
                case "BODY" when value?.ToUpperInvariant() is "7BIT" or "8BITMIME":
                case "ENVID" or "RET" when value is not null:
                    break;
                default:
                    return null;
            }
        }

        return read;
    }

    /// <summary>Whether the parameters of <c>RCPT</c> are among those that are passed over.</summary>
    public static bool AreForRecipient(IReadOnlyList<string> parameters) =>
        parameters.All(parameter => parameter.StartsWith("NOTIFY=", StringComparison.OrdinalIgnoreCase) || parameter.StartsWith("ORCPT=", StringComparison.OrdinalIgnoreCase));
}
