using System.Diagnostics;
using System.Security.Cryptography;

namespace SMail.OpenPgp.Primitives;

/// <summary>Secret bytes: pinned, so that the collector leaves no copies behind, and zeroed on disposal.</summary>
[DebuggerDisplay("secret")]
internal sealed class SecretBytes : IDisposable
{
    private readonly int length;
    private byte[] bytes;
    private bool disposed;

    internal SecretBytes(int length) => (this.length, bytes) = (length, PinnedPool.Rent(length));

    internal SecretBytes(ReadOnlySpan<byte> value) : this(value.Length) => value.CopyTo(bytes);

    internal int Length => length;

    internal Span<byte> Span
    {
        get
        {
            ObjectDisposedException.ThrowIf(disposed, this);
            return bytes.AsSpan(0, length);
        }
    }

    internal Memory<byte> Memory
    {
        get
        {
            ObjectDisposedException.ThrowIf(disposed, this);
            return bytes.AsMemory(0, length);
        }
    }

    internal static SecretBytes Random(int length)
    {
        var secret = new SecretBytes(length);
        RandomNumberGenerator.Fill(secret.Span);
        return secret;
    }

    public void Dispose()
    {
        disposed = true;
        // By one thread only: what is in the pool twice has two owners.
        var mine = Interlocked.Exchange(ref bytes, []);
        if (mine.Length > 0)
            PinnedPool.Return(mine, length);
    }
}
