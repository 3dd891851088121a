using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace SMail.OpenPgp.Primitives;

/// <summary>Secret vectors: pinned, aligned to a cache line, and zeroed on disposal.</summary>
[DebuggerDisplay("secret")]
internal sealed class SecretBlocks : IDisposable
{
    private const int Alignment = 64;
    private const int BlockSize = 16;

    private byte[] bytes;
    private readonly int start;
    private readonly int size;
    private bool disposed;

    internal SecretBlocks(int count)
    {
        size = count * BlockSize;
        bytes = PinnedPool.Rent(size + Alignment);
        var address = Marshal.UnsafeAddrOfPinnedArrayElement(bytes, 0);
        start = (int)(Alignment - (address % Alignment)) % Alignment;
    }

    internal Span<Vector128<byte>> Span
    {
        get
        {
            ObjectDisposedException.ThrowIf(disposed, this);
            return MemoryMarshal.Cast<byte, Vector128<byte>>(bytes.AsSpan(start, size));
        }
    }

    public void Dispose()
    {
        disposed = true;
        var mine = Interlocked.Exchange(ref bytes, []);
        if (mine.Length > 0)
            PinnedPool.Return(mine, start + size);
    }
}
