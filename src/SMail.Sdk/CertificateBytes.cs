using System.Text.Json;
using System.Text.Json.Serialization;

namespace SMail.Sdk;

/// <summary>A certificate as it travels and is stored: public, binary packets (RFC 9580, section 10.1).</summary>
[JsonConverter(typeof(CertificateBytesConverter))]
public sealed class CertificateBytes : IEquatable<CertificateBytes>
{
    /// <summary>The largest certificate taken, in bytes.</summary>
    public const int MaxBytes = 256 * 1024;

    /// <summary>Wraps the bytes; whoever uses them parses them.</summary>
    /// <exception cref="SMailException"><see cref="SMailError.InvalidRequest"/>: empty, or above <see cref="MaxBytes"/>.</exception>
    public CertificateBytes(ReadOnlyMemory<byte> bytes)
    {
        if (bytes.Length is 0 or > MaxBytes)
            throw new SMailException(SMailError.InvalidRequest, "The certificate is empty or too large.");
        Bytes = bytes;
    }

    /// <summary>The packets.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    /// <inheritdoc/>
    public bool Equals(CertificateBytes? other) => other is not null && Bytes.Span.SequenceEqual(other.Bytes.Span);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as CertificateBytes);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.AddBytes(Bytes.Span);
        return hash.ToHashCode();
    }

    /// <summary>Whether two certificates are the same bytes.</summary>
    public static bool operator ==(CertificateBytes? left, CertificateBytes? right) => Equals(left, right);

    /// <summary>Whether two certificates differ.</summary>
    public static bool operator !=(CertificateBytes? left, CertificateBytes? right) => !Equals(left, right);
}

internal sealed class CertificateBytesConverter : JsonConverter<CertificateBytes>
{
    public override CertificateBytes Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        try
        {
            return new CertificateBytes(reader.GetBytesFromBase64());
        }
        catch (SMailException e)
        {
            throw new JsonException(e.Message, e);
        }
    }

    public override void Write(Utf8JsonWriter writer, CertificateBytes value, JsonSerializerOptions options) =>
        writer.WriteBase64StringValue(value.Bytes.Span);
}
