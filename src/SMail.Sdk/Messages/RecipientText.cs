using MimeKit;

namespace SMail.Sdk.Messages;

/// <summary>Reads recipients as users write them.</summary>
internal static class RecipientText
{
    /// <summary>Completes a bare name with the domain; the rest stays as written.</summary>
    /// <exception cref="SMailException"><see cref="SMailError.InvalidAddress"/>.</exception>
    public static (MailAddress Address, string Text) Read(string text, string domain)
    {
        if (string.IsNullOrWhiteSpace(text) || text.Length > 1000)
            throw new SMailException(SMailError.InvalidAddress, "A recipient is empty or too long.");
        var full = text.Contains('@', StringComparison.Ordinal) ? text : $"{text}@{domain}";
        // Half a character would silently become another one, and so another address.
        if (full.AsSpan().IndexOfAnyInRange('\0', '\x1f') >= 0 || full.EnumerateRunes().Contains(System.Text.Rune.ReplacementChar) || !MailboxAddress.TryParse(full, out var mailbox))
            throw new SMailException(SMailError.InvalidAddress, "A recipient is not a mail address.");
        return (MailAddress.Parse(mailbox.Address), full);
    }
}
