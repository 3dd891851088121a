using System.Buffers;

namespace SMail.OpenPgp.IO;

/// <summary>Ciphertext on its way: what comes first goes out first, and the memory is used again.</summary>
internal sealed class CiphertextQueue : ICiphertextSink, IDisposable
{
    private byte[] buffer = ArrayPool<byte>.Shared.Rent(64 * 1024);
    private int start;
    private int end;
    private bool isKept = true;

    /// <summary>How much has come in all, in bytes.</summary>
    public long Length { get; private set; }

    /// <summary>How much can be read now, in bytes.</summary>
    internal int Available => end - start;

    public void Append(ReadOnlySpan<byte> data)
    {
        if (data.Length > buffer.Length - end)
            MakeRoom(data.Length);
        data.CopyTo(buffer.AsSpan(end));
        end += data.Length;
        Length += data.Length;
    }

    internal int Read(Span<byte> destination)
    {
        var count = Math.Min(destination.Length, Available);
        buffer.AsSpan(start, count).CopyTo(destination);
        start += count;
        return count;
    }

    /// <summary>Goes back to the very start, which is possible until <see cref="Release"/>.</summary>
    internal void Rewind() => start = isKept ? 0 : throw new InvalidOperationException("What was read is gone.");

    /// <summary>Lets go of what was read, now and from now on.</summary>
    internal void Release() => isKept = false;

    private void MakeRoom(int count)
    {
        var from = isKept ? 0 : start;
        var target = buffer;
        if (end - from + count > buffer.Length)
            target = ArrayPool<byte>.Shared.Rent(end - from + count);
        buffer.AsSpan(from, end - from).CopyTo(target);
        if (target != buffer)
            ArrayPool<byte>.Shared.Return(buffer);
        (buffer, start, end) = (target, start - from, end - from);
    }

    public void Dispose()
    {
        if (buffer.Length > 0)
            ArrayPool<byte>.Shared.Return(buffer);
        (buffer, start, end) = ([], 0, 0);
    }
}
