using System.Runtime.InteropServices;

namespace SMail.OpenPgp.IO;

/// <summary>A block of memory outside the managed heap that can grow. For what is no secret.</summary>
internal sealed unsafe class NativeBlock : SafeHandle
{
    internal NativeBlock() : base(0, ownsHandle: true)
    {
    }

    public override bool IsInvalid => handle == 0;

    internal long Capacity { get; private set; }

    internal void Grow(long capacity)
    {
        ObjectDisposedException.ThrowIf(IsClosed, this);
        SetHandle((nint)NativePages.Resize((void*)handle, checked((nuint)capacity)));
        Capacity = capacity;
    }

    /// <summary>A part of it, valid until it grows or is released.</summary>
    internal Span<byte> Slice(long offset, int count)
    {
        ObjectDisposedException.ThrowIf(IsClosed, this);
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(offset + count, Capacity);
        return new((byte*)handle + offset, count);
    }

    protected override bool ReleaseHandle()
    {
        NativePages.Free((void*)handle);
        return true;
    }
}
