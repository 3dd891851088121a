using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace SMail.Sdk;

/// <summary>One mail address (RFC 5321, section 4.1.2; RFC 6531, section 3.3), without display name. Two are equal when their canonical forms are.</summary>
/// <remarks>Address literals, control and format characters and angle brackets are refused, even where an RFC would allow them in quotes.</remarks>
[JsonConverter(typeof(MailAddressConverter))]
public sealed class MailAddress : IEquatable<MailAddress>
{
    /// <summary>The most bytes of a whole address in UTF-8 (RFC 5321, section 4.5.3.1.3, without the angle brackets).</summary>
    public const int MaxBytes = 254;

    private MailAddress(string localPart, string domain, string canonical) => (LocalPart, Domain, Canonical) = (localPart, domain, canonical);

    /// <summary>The local part as written: a dot-atom or a quoted string.</summary>
    public string LocalPart { get; }

    /// <summary>The domain: lower-case A-labels (RFC 5890, section 2.3.2.1), no final dot.</summary>
    public string Domain { get; }

    /// <summary>The local part with A-Z in lower case and without needless quotes, <c>@</c>, the domain: what keys and equality go by.</summary>
    public string Canonical { get; }

    /// <summary>Reads an address.</summary>
    /// <exception cref="SMailException"><see cref="SMailError.InvalidAddress"/>: it is not one.</exception>
    public static MailAddress Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return TryParse(text, out var address) ? address : throw new SMailException(SMailError.InvalidAddress, "This is not a mail address.");
    }

    /// <summary>Reads an address; false when it is not one.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out MailAddress? address)
    {
        address = null;
        // Mapping a domain may shorten it a little; what is twice too long is refused unread.
        if (text is null || text.Length > 2 * MaxBytes)
            return false;
        var local = LocalPartSyntax.Read(text);
        if (local is null || text[local.Length] != '@')
            return false;
        var domain = DomainSyntax.Canonicalize(text[(local.Length + 1)..]);
        if (domain is null)
            return false;
        var canonical = $"{LocalPartSyntax.Canonicalize(local)}@{domain}";
        if (Encoding.UTF8.GetByteCount(local) + 1 + domain.Length > MaxBytes)
            return false;
        address = new MailAddress(local, domain, canonical);
        return true;
    }

    /// <inheritdoc/>
    public bool Equals(MailAddress? other) => other is not null && Canonical == other.Canonical;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as MailAddress);

    /// <inheritdoc/>
    public override int GetHashCode() => Canonical.GetHashCode(StringComparison.Ordinal);

    /// <summary>Whether two addresses are the same mailbox.</summary>
    public static bool operator ==(MailAddress? left, MailAddress? right) => Equals(left, right);

    /// <summary>Whether two addresses differ.</summary>
    public static bool operator !=(MailAddress? left, MailAddress? right) => !Equals(left, right);

    /// <summary>The local part as written, <c>@</c>, the domain.</summary>
    public override string ToString() => $"{LocalPart}@{Domain}";
}

internal sealed class MailAddressConverter : JsonConverter<MailAddress>
{
    public override MailAddress Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && MailAddress.TryParse(reader.GetString(), out var address)
            ? address
            : throw new JsonException("This is not a mail address.");

    public override void Write(Utf8JsonWriter writer, MailAddress value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString());
}
