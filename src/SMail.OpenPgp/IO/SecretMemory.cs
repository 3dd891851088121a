using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace SMail.OpenPgp.IO;

/// <summary>Plaintext outside the managed heap: never copied by the collector, zeroed when released, even if nobody
/// disposes it. A stream over it can't be read after that.</summary>
internal sealed unsafe class SecretMemory : SafeBuffer
{
    private readonly nuint size;

    internal SecretMemory(long capacity) : base(ownsHandle: true)
    {
        size = (nuint)Math.Max(capacity, 1);
        SetHandle((nint)NativePages.Resize(null, size));
        Initialize(size);
    }

    internal long Capacity => (long)size;

    /// <summary>A part of it, valid until it is released.</summary>
    // Not WriteSpan, which a native compilation runs byte by byte.
    internal Span<byte> Slice(long offset, int count)
    {
        ObjectDisposedException.ThrowIf(IsClosed, this);
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(offset + count, Capacity);
        return new((byte*)handle + offset, count);
    }

    /// <summary>A larger copy; this one is released.</summary>
    internal SecretMemory Grow(long used, long capacity)
    {
        var larger = new SecretMemory(capacity);
        NativeMemory.Copy((void*)handle, (void*)larger.handle, (nuint)used);
        Dispose();
        return larger;
    }

    protected override bool ReleaseHandle()
    {
        for (nuint done = 0; done < size; done += int.MaxValue)
            CryptographicOperations.ZeroMemory(new Span<byte>((byte*)handle + done, (int)nuint.Min(int.MaxValue, size - done)));
        NativePages.Free((void*)handle);
        return true;
    }
}
