using System.Collections.Concurrent;
using System.Diagnostics;
using System.Security.Cryptography;

namespace SMail.OpenPgp.Primitives;

/// <summary>Secret bytes: pinned, so that the collector leaves no copies behind, and zeroed on disposal. Buffers of up to a chunk are
/// used again, because pinned memory is dear to make.</summary>
[DebuggerDisplay("secret")]
internal sealed class SecretBytes : IDisposable
{
    /// <summary>A chunk of 64 KiB with two tags.</summary>
    private const int PooledSize = (64 * 1024) + 32;

    private const int MinPooledSize = 1024;
    private const int MaxPooled = 32;

    private static readonly ConcurrentQueue<byte[]> Pool = new();

    private readonly int length;
    private byte[] bytes;
    private bool disposed;

    internal SecretBytes(int length)
    {
        this.length = length;
        bytes = length is < MinPooledSize or > PooledSize ? GC.AllocateArray<byte>(length, pinned: true)
            : Pool.TryDequeue(out var pooled) ? pooled
            : GC.AllocateArray<byte>(PooledSize, pinned: true);
    }

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
        CryptographicOperations.ZeroMemory(mine.AsSpan(0, Math.Min(length, mine.Length)));
        if (mine.Length == PooledSize && Pool.Count < MaxPooled)
            Pool.Enqueue(mine);
    }
}
