using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace SMail.Sdk.Server;

/// <summary>A piece of mail that must leave in the open, because its recipient is outside and has no key. One of the two types below the seal line that may carry plaintext.</summary>
[JsonConverter(typeof(OpenMessageConverter))]
public sealed class OpenMessage : IDisposable
{
    /// <summary>The size of every piece but the last, in bytes.</summary>
    public const int PieceBytes = 128 * 1024;

    private readonly byte[] bytes;

    /// <summary>Copies a piece.</summary>
    public OpenMessage(ReadOnlySpan<byte> piece) => bytes = piece.ToArray();

    private OpenMessage(byte[] piece) => bytes = piece;

    /// <summary>The plaintext, RFC 5322 bytes.</summary>
    public ReadOnlyMemory<byte> Bytes => bytes;

    internal static OpenMessage Adopt(byte[] piece) => new(piece);

    /// <summary>Zeroes the piece.</summary>
    public void Dispose() => CryptographicOperations.ZeroMemory(bytes);

    /// <summary>The length, never the content.</summary>
    public override string ToString() => $"{bytes.Length} open bytes";
}

internal sealed class OpenMessageConverter : JsonConverter<OpenMessage>
{
    public override OpenMessage Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        OpenMessage.Adopt(reader.GetBytesFromBase64());

    public override void Write(Utf8JsonWriter writer, OpenMessage value, JsonSerializerOptions options) =>
        writer.WriteBase64StringValue(value.Bytes.Span);
}
