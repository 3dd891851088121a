namespace SMail.Sdk;

/// <summary>A mail address.</summary>
public sealed class MailAddress : IEquatable<MailAddress>
{
    private MailAddress(string local, string domain) => (LocalPart, Domain) = (local, domain);

    /// <summary>Local part as written.</summary>
    public string LocalPart { get; }

    /// <summary>Lower-case domain.</summary>
    public string Domain { get; }

    /// <summary>Canonical form.</summary>
    public string Canonical => ToString().ToLowerInvariant();

    /// <summary>Reads an address.</summary>
    public static MailAddress Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var at = text.LastIndexOf('@');
        return new MailAddress(text[..at], text[(at + 1)..]);
    }

    /// <inheritdoc/>
    public bool Equals(MailAddress? other) => other is not null && Canonical == other.Canonical;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as MailAddress);

    /// <inheritdoc/>
    public override int GetHashCode() => Canonical.GetHashCode(StringComparison.Ordinal);

    /// <summary>Equality.</summary>
    public static bool operator ==(MailAddress? left, MailAddress? right) => Equals(left, right);

    /// <summary>Inequality.</summary>
    public static bool operator !=(MailAddress? left, MailAddress? right) => !Equals(left, right);

    /// <inheritdoc/>
    public override string ToString() => $"{LocalPart}@{Domain}";
}
