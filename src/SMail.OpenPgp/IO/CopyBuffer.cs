using System.Buffers;
using System.Security.Cryptography;

namespace SMail.OpenPgp.IO;

/// <summary>Carries a message from one stream to the next, 64 KiB at a time, in pooled memory. What it carried may be plaintext and is zeroed on
/// disposal, and no more than that: of a small message the rest of the buffer would take longer.</summary>
internal sealed class CopyBuffer : IDisposable
{
    internal const int Size = 64 * 1024;
    private readonly byte[] buffer = ArrayPool<byte>.Shared.Rent(Size);
    private int used;
    private bool disposed;

    /// <summary>The next piece, good until the next call; empty at the end.</summary>
    internal ReadOnlySpan<byte> Read(Stream source)
    {
        var before = Expose();
        return Note(before, source.Read(buffer)).Span;
    }

    /// <summary>The next piece, good until the next call; empty at the end.</summary>
    internal async ValueTask<ReadOnlyMemory<byte>> ReadAsync(Stream source, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (TryLook(source, out var piece))
            return piece;
        var before = Expose();
        return Note(before, await source.ReadAsync(buffer, cancellationToken).ConfigureAwait(false));
    }

    public void Dispose()
    {
        if (disposed)
            return;
        disposed = true;
        CryptographicOperations.ZeroMemory(buffer.AsSpan(0, used));
        ArrayPool<byte>.Shared.Return(buffer);
    }

    // What lies in memory that its owner shows is carried without a copy.
    private static bool TryLook(Stream source, out ReadOnlyMemory<byte> piece)
    {
        piece = default;
        if (source.GetType() != typeof(MemoryStream) || !((MemoryStream)source).TryGetBuffer(out var whole))
            return false;
        piece = whole.AsMemory((int)Math.Min(source.Position, whole.Count));
        piece = piece[..Math.Min(piece.Length, Size)];
        source.Position += piece.Length;
        return true;
    }

    // A stream may fill it and then fail, so all of it counts as used until the count is known.
    private int Expose()
    {
        var before = used;
        used = buffer.Length;
        return before;
    }

    private ReadOnlyMemory<byte> Note(int before, int count)
    {
        var piece = buffer.AsMemory(0, count);
        used = Math.Max(before, count);
        return piece;
    }
}
