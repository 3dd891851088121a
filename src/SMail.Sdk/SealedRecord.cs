using System.Text.Json;
using System.Text.Json.Serialization;

namespace SMail.Sdk;

/// <summary>
/// A small record encrypted under a key that only the client has: the wrapped account key, secret keys, pins, drafts, the state record.
/// What crosses the door and is stored; immutable.
/// </summary>
/// <remarks>
/// Format byte 0x01 || L(header) || 12-byte nonce || ciphertext || 16-byte tag, AES-256-GCM. Whoever makes one from bytes has
/// the structure checked, without any key.
/// </remarks>
[JsonConverter(typeof(SealedRecordConverter))]
public sealed class SealedRecord : IEquatable<SealedRecord>
{
    /// <summary>The largest record, in bytes: 1 MiB.</summary>
    public const int MaxBytes = 1024 * 1024;

    private SealedRecord(byte[] bytes) => Bytes = bytes;

    /// <summary>The whole envelope.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>Takes the bytes of a sealed record; they are copied.</summary>
    /// <exception cref="SMailException"><see cref="SMailError.InvalidRequest"/>: they are anything else, or above <see cref="MaxBytes"/>.</exception>
    public static SealedRecord Parse(ReadOnlyMemory<byte> bytes)
    {
        if (bytes.Length > MaxBytes || !Envelope.TryParse(bytes.Span, out _))
            throw new SMailException(SMailError.InvalidRequest, "Only sealed records may be stored or sent here.");
        return new SealedRecord(bytes.ToArray());
    }

    /// <summary>Encrypts a record.</summary>
    /// <exception cref="SMailException"><see cref="SMailError.MessageTooLarge"/>: the record would be above <see cref="MaxBytes"/>.</exception>
    internal static SealedRecord Seal(SecretBytes key, LengthPrefixed header, ReadOnlySpan<byte> plaintext) =>
        Envelope.SizeOf(header.Written.Length, 0) > MaxBytes - plaintext.Length
            ? throw new SMailException(SMailError.MessageTooLarge, "A record is at most 1 MiB.")
            : new SealedRecord(Envelope.Seal(key, header, plaintext));

    /// <summary>The parts; they were checked when this was made.</summary>
    internal Envelope Open()
    {
        _ = Envelope.TryParse(Bytes.Span, out var envelope);
        return envelope;
    }

    /// <inheritdoc/>
    public bool Equals(SealedRecord? other) => other is not null && Bytes.Span.SequenceEqual(other.Bytes.Span);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as SealedRecord);

    /// <inheritdoc/>
    public override int GetHashCode() => BitConverter.ToInt32(Bytes.Span[^4..]);

    /// <summary>Whether two records are the same bytes.</summary>
    public static bool operator ==(SealedRecord? left, SealedRecord? right) => Equals(left, right);

    /// <summary>Whether two records differ.</summary>
    public static bool operator !=(SealedRecord? left, SealedRecord? right) => !Equals(left, right);

    /// <summary>The length, never the content.</summary>
    public override string ToString() => $"sealed record, {Bytes.Length} bytes";
}

internal sealed class SealedRecordConverter : JsonConverter<SealedRecord>
{
    public override SealedRecord Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.String || !reader.TryGetBytesFromBase64(out var bytes))
            throw new JsonException("A sealed record is base64.");
        try
        {
            return SealedRecord.Parse(bytes);
        }
        catch (SMailException e)
        {
            throw new JsonException(e.Message, e);
        }
    }

    public override void Write(Utf8JsonWriter writer, SealedRecord value, JsonSerializerOptions options) =>
        writer.WriteBase64StringValue(value.Bytes.Span);
}
