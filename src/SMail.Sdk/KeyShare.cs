using System.Diagnostics;
using System.Text.Json.Serialization;

namespace SMail.Sdk;

/// <summary>The server's share of an account's key, <c>sigma</c>: 32 bytes without which a password opens nothing. Zeroed by <see cref="Dispose"/>.</summary>
[JsonConverter(typeof(SecretConverter<KeyShare>))]
[DebuggerDisplay("[key share]")]
public sealed class KeyShare : ISecret32<KeyShare>, IDisposable
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

    ReadOnlySpan<byte> ISecret32<KeyShare>.Span => Span;

    /// <summary>Zeroes the bytes.</summary>
    public void Dispose() => secret.Dispose();

    /// <summary>Never the share.</summary>
    public override string ToString() => "[key share]";
}
