using System.Buffers.Binary;
using SMail.OpenPgp.Primitives;

namespace SMail.OpenPgp.Packets;

/// <summary>A growing buffer; what it held is zeroed when it grows and on disposal, because it may hold secrets.</summary>
internal sealed class ByteWriter(int capacity = 256) : IDisposable
{
    private byte[] buffer = PinnedPool.Rent(capacity);

    internal int Length { get; private set; }

    internal ReadOnlySpan<byte> Written => buffer.AsSpan(0, Length);

    internal byte[] ToArray() => Written.ToArray();

    internal void Byte(byte value) => Take(1)[0] = value;

    internal void UInt16(int value) => BinaryPrimitives.WriteUInt16BigEndian(Take(2), checked((ushort)value));

    internal void UInt32(uint value) => BinaryPrimitives.WriteUInt32BigEndian(Take(4), value);

    internal void UInt64(ulong value) => BinaryPrimitives.WriteUInt64BigEndian(Take(8), value);

    internal void Bytes(ReadOnlySpan<byte> value) => value.CopyTo(Take(value.Length));

    /// <summary>The next <paramref name="count"/> bytes, to be filled by the caller.</summary>
    internal Span<byte> Take(int count)
    {
        if (count > buffer.Length - Length)
            Grow(count);
        var span = buffer.AsSpan(Length, count);
        Length += count;
        return span;
    }

    private void Grow(int count)
    {
        var larger = PinnedPool.Rent(Math.Max(checked(Length + count), buffer.Length * 2));
        Written.CopyTo(larger);
        PinnedPool.Return(buffer, Length);
        buffer = larger;
    }

    public void Dispose()
    {
        var mine = Interlocked.Exchange(ref buffer, []);
        if (mine.Length > 0)
            PinnedPool.Return(mine, Length);
        Length = 0;
    }
}
