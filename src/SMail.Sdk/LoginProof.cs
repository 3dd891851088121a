using System.Buffers;
using System.Buffers.Text;
using System.Diagnostics;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace SMail.Sdk;

/// <summary>What the client shows to the server in place of a password: 32 bytes from which neither password nor keys follow. Zeroed by <see cref="Dispose"/>.</summary>
/// <remarks>It is as good as a password for logging in, so it is never stored and never printed.</remarks>
[JsonConverter(typeof(LoginProofConverter))]
[DebuggerDisplay("[login proof]")]
public sealed class LoginProof : IDisposable
{
    /// <summary>The length, in bytes.</summary>
    public const int Size = 32;

    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    private readonly SecretBytes secret;

    internal LoginProof(SecretBytes secret) => this.secret = secret;

    /// <summary>Copies the bytes of a proof.</summary>
    /// <exception cref="SMailException"><see cref="SMailError.InvalidRequest"/>: not exactly 32 bytes.</exception>
    public static LoginProof FromBytes(ReadOnlySpan<byte> bytes) => bytes.Length == Size
        ? new LoginProof(SecretBytes.CopyOf(bytes))
        : throw new SMailException(SMailError.InvalidRequest, "A login proof has 32 bytes.");

    /// <summary>The bytes, for the one who checks them.</summary>
    /// <exception cref="ObjectDisposedException">They were zeroed.</exception>
    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    internal ReadOnlySpan<byte> Span => secret.Span;

    /// <summary>Zeroes the bytes.</summary>
    public void Dispose() => secret.Dispose();

    /// <summary>Never the proof.</summary>
    public override string ToString() => "[login proof]";
}

internal sealed class LoginProofConverter : JsonConverter<LoginProof>
{
    private const int Base64Size = 44;

    // JSON may write any character as \u002B.
    private const int EscapedSize = 6;

    public override LoginProof Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        // Not GetBytesFromBase64: it would leave an array behind that nobody zeroes.
        Span<byte> text = stackalloc byte[Base64Size * EscapedSize];
        Span<byte> bytes = stackalloc byte[LoginProof.Size + 1];
        try
        {
            var length = reader.HasValueSequence ? reader.ValueSequence.Length : reader.ValueSpan.Length;
            if (reader.TokenType == JsonTokenType.String && length <= text.Length && reader.CopyString(text) == Base64Size
                && Base64.DecodeFromUtf8(text[..Base64Size], bytes, out _, out var written) == OperationStatus.Done && written == LoginProof.Size)
                return LoginProof.FromBytes(bytes[..written]);
            throw new JsonException("A login proof is 32 bytes of base64.");
        }
        finally
        {
            CryptographicOperations.ZeroMemory(text);
            CryptographicOperations.ZeroMemory(bytes);
        }
    }

    public override void Write(Utf8JsonWriter writer, LoginProof value, JsonSerializerOptions options) =>
        writer.WriteBase64StringValue(value.Span);
}
