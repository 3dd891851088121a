using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace SMail.Sdk;

/// <summary>A secret of exactly 32 bytes that crosses the door.</summary>
internal interface ISecret32<TSelf> where TSelf : ISecret32<TSelf>
{
    ReadOnlySpan<byte> Span { get; }

    static abstract TSelf FromBytes(ReadOnlySpan<byte> bytes);
}

/// <summary>32 secret bytes as base64. Not GetBytesFromBase64: it would leave an array behind that nobody zeroes.</summary>
internal sealed class SecretConverter<T> : JsonConverter<T> where T : class, ISecret32<T>
{
    private const int Size = 32;
    private const int Base64Size = 44;

    // JSON may write any character as \u002B.
    private const int EscapedSize = 6;

    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        Span<byte> text = stackalloc byte[Base64Size * EscapedSize];
        Span<byte> bytes = stackalloc byte[Size + 1];
        try
        {
            var length = reader.HasValueSequence ? reader.ValueSequence.Length : reader.ValueSpan.Length;
            if (reader.TokenType == JsonTokenType.String && length <= text.Length && reader.CopyString(text) == Base64Size
                && Base64.DecodeFromUtf8(text[..Base64Size], bytes, out _, out var written) == OperationStatus.Done && written == Size)
                return T.FromBytes(bytes[..written]);
            throw new JsonException("A secret is 32 bytes of base64.");
        }
        finally
        {
            CryptographicOperations.ZeroMemory(text);
            CryptographicOperations.ZeroMemory(bytes);
        }
    }

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
        writer.WriteBase64StringValue(value.Span);
}
