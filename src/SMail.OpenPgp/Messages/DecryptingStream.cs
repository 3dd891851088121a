using SMail.OpenPgp.IO;
using SMail.OpenPgp.Packets;
using SMail.OpenPgp.Primitives;

namespace SMail.OpenPgp;

/// <summary>Decrypts the contents of an encrypted packet, block after block, in place. It only ends, with a read of 0 bytes, when the whole was as encrypted,
/// as far as the packet can tell; once it has failed it fails for ever.</summary>
/// <param name="ciphertext">What follows the packet's fields, to the end of the stream.</param>
/// <param name="buffer">Room for a block, and for what is kept back of the one before.</param>
internal abstract class DecryptingStream(Stream ciphertext, SecretBytes buffer) : ReadOnlyStream
{
    private int start;
    private int end;
    private bool failed;
    private bool complete;

    protected Span<byte> Buffer => buffer.Span;

    public override int Read(Span<byte> destination)
    {
        if (destination.IsEmpty)
            return 0;
        while (failed || start == end)
        {
            if (complete)
                return 0;
            Advance();
        }
        var count = Math.Min(destination.Length, end - start);
        Buffer.Slice(start, count).CopyTo(destination);
        start += count;
        return count;
    }

    /// <summary>Reads on to the end, so that a malformed message fails no faster than a changed one.</summary>
    internal void Drain()
    {
        while (!complete)
            Advance();
    }

    /// <summary>Decrypts the next block: it calls <see cref="Release"/>, <see cref="Complete"/> or both, or throws.</summary>
    protected abstract void Fill();

    /// <summary>Fills the part of the buffer as far as the ciphertext goes; answers how many bytes came.</summary>
    protected int ReadCiphertext(Span<byte> part) => ciphertext.ReadAtLeast(part, part.Length, throwOnEndOfStream: false);

    /// <summary>This part of the buffer may be handed out.</summary>
    protected void Release(int from, int to) => (start, end) = (from, to);

    /// <summary>There is no block more.</summary>
    protected void Complete() => complete = true;

    /// <summary>Goes on to the next block.</summary>
    protected void Advance()
    {
        if (failed)
            throw Errors.Integrity();
        // Until the block is whole: where reading breaks off, a later read must not go on behind the gap.
        failed = true;
        Fill();
        failed = false;
    }

    protected override void Dispose(bool disposing)
    {
        buffer.Dispose();
        ciphertext.Dispose();
        base.Dispose(disposing);
    }
}
