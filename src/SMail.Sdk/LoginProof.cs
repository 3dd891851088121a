using System.Diagnostics;
using System.Text.Json.Serialization;

namespace SMail.Sdk;

/// <summary>What the client shows to the server in place of a password: 32 bytes from which neither password nor keys follow. Zeroed by <see cref="Dispose"/>.</summary>
/// <remarks>It is as good as a password for logging in, so it is never stored and never printed.</remarks>
[JsonConverter(typeof(SecretConverter<LoginProof>))]
[DebuggerDisplay("[login proof]")]
public sealed class LoginProof : ISecret32<LoginProof>, IDisposable
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

    ReadOnlySpan<byte> ISecret32<LoginProof>.Span => Span;

    /// <summary>Zeroes the bytes.</summary>
    public void Dispose() => secret.Dispose();

    /// <summary>Never the proof.</summary>
    public override string ToString() => "[login proof]";
}
