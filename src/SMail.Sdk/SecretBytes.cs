using System.Diagnostics;
using System.Security.Cryptography;

namespace SMail.Sdk;

/// <summary>Bytes that must not outlive their use: pinned (so that no copy stays behind when memory is compacted), not printable, zeroed by <see cref="Dispose"/>.</summary>
[DebuggerDisplay("[secret]")]
public sealed class SecretBytes : IDisposable
{
    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    private byte[]? bytes;

    internal SecretBytes(int length) => bytes = GC.AllocateArray<byte>(length, pinned: true);

    /// <summary>The bytes, for as long as the owner lives.</summary>
    /// <exception cref="ObjectDisposedException">They were zeroed.</exception>
    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    public ReadOnlySpan<byte> Span => Alive;

    /// <summary>The bytes, for readers that take no span; not to be kept.</summary>
    /// <exception cref="ObjectDisposedException">They were zeroed.</exception>
    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    public ReadOnlyMemory<byte> Memory => Alive;

    /// <summary>The number of bytes.</summary>
    /// <exception cref="ObjectDisposedException">They were zeroed.</exception>
    public int Length => Alive.Length;

    /// <summary>Room to write the secret in place.</summary>
    internal Span<byte> Writable => Alive;

    private byte[] Alive
    {
        get
        {
            var current = Volatile.Read(ref bytes);
            ObjectDisposedException.ThrowIf(current is null, this);
            return current;
        }
    }

    /// <summary>Copies bytes; the caller still owns, and zeroes, the original.</summary>
    public static SecretBytes CopyOf(ReadOnlySpan<byte> source)
    {
        var copy = new SecretBytes(source.Length);
        source.CopyTo(copy.Writable);
        return copy;
    }

    /// <summary>Draws random bytes.</summary>
    internal static SecretBytes Generate(int length)
    {
        var secret = new SecretBytes(length);
        RandomNumberGenerator.Fill(secret.Writable);
        return secret;
    }

    /// <summary>To be called after the bytes went into a key schedule or a hash, and before its result is used.</summary>
    /// <remarks>
    /// A concurrent <see cref="Dispose"/> clears the field before it zeroes the bytes. If the field is still
    /// set now, what was read was the secret; else zeros may have been used as a key, and the work is dropped.
    /// </remarks>
    internal void EnsureStillAlive()
    {
        Interlocked.MemoryBarrier();
        _ = Alive;
    }

    /// <summary>Zeroes the bytes.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref bytes, null) is { } old)
            CryptographicOperations.ZeroMemory(old);
    }

    /// <summary>The length, never the content.</summary>
    public override string ToString() => Volatile.Read(ref bytes) is { } current ? $"[secret, {current.Length} bytes]" : "[secret, zeroed]";
}
