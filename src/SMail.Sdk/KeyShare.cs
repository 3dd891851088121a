using System.Diagnostics;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace SMail.Sdk;

/// <summary>The server's share of an account's key, <c>sigma</c>: 32 bytes without which a password opens nothing. Zeroed by <see cref="Dispose"/>.</summary>
[JsonConverter(typeof(KeyShareConverter))]
[DebuggerDisplay("[key share]")]
public sealed class KeyShare : IDisposable
{
    /// <summary>The length, in bytes.</summary>
    public const int Size = 32;

    private readonly SecretBytes secret;

    private KeyShare(SecretBytes secret) => this.secret = secret;

    /// <summary>Copies the bytes of a share.</summary>
    /// <exception cref="SMailException"><see cref="SMailError.InvalidRequest"/>: not exactly 32 bytes.</exception>
    public static KeyShare FromBytes(ReadOnlySpan<byte> bytes) => bytes.Length == Size
        ? new KeyShare(SecretBytes.CopyOf(bytes))
        : throw new SMailException(SMailError.InvalidRequest, "A key share has 32 bytes.");

    /// <summary>The bytes, for the one who mixes them in.</summary>
    internal ReadOnlySpan<byte> Span => secret.Span;

    /// <summary>Zeroes the bytes.</summary>
    public void Dispose() => secret.Dispose();

    /// <summary>Never the share.</summary>
    public override string ToString() => "[key share]";
}

internal sealed class KeyShareConverter : JsonConverter<KeyShare>
{
    public override KeyShare Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var bytes = reader.GetBytesFromBase64();
        try
        {
            return KeyShare.FromBytes(bytes);
        }
        catch (SMailException e)
        {
            throw new JsonException(e.Message, e);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
        }
    }

    public override void Write(Utf8JsonWriter writer, KeyShare value, JsonSerializerOptions options) =>
        writer.WriteBase64StringValue(value.Span);
}
