using System.Diagnostics;
using System.Security.Cryptography;

namespace SMail.OpenPgp.Primitives;

/// <summary>A few secret bytes: pinned, so that the collector leaves no copies behind, and zeroed on disposal.</summary>
[DebuggerDisplay("secret")]
internal sealed class SecretBytes : IDisposable
{
    private readonly byte[] bytes;
    private bool disposed;

    internal SecretBytes(int length) => bytes = GC.AllocateArray<byte>(length, pinned: true);

    internal SecretBytes(ReadOnlySpan<byte> value) : this(value.Length) => value.CopyTo(bytes);

    internal Span<byte> Span
    {
        get
        {
            ObjectDisposedException.ThrowIf(disposed, this);
            return bytes;
        }
    }

    internal static SecretBytes Random(int length)
    {
        var secret = new SecretBytes(length);
        RandomNumberGenerator.Fill(secret.bytes);
        return secret;
    }

    public void Dispose()
    {
        disposed = true;
        CryptographicOperations.ZeroMemory(bytes);
    }
}
