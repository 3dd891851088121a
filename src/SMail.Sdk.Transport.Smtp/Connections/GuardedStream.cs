using System.Net.Sockets;

namespace SMail.Sdk.Transport.Smtp.Connections;

/// <summary>The bytes of a connection, below TLS: bounds what may come between two of our writes, and how long it may take.</summary>
/// <remarks>MailKit reads a reply of any length into memory, and its time limits begin anew with every byte.</remarks>
internal sealed class GuardedStream(Socket socket) : Stream
{
    /// <summary>The most bytes of a TLS handshake, or of all replies to commands sent at once.</summary>
    public const int MaxReplyBytes = 256 * 1024;

    private readonly NetworkStream inner = new(socket, ownsSocket: true);
    private int received;

    /// <summary>Set while the connection is at work.</summary>
    public Deadline? Deadline { get; set; }

    /// <summary>How long the other side has from each write on.</summary>
    public TimeSpan Limit { get; set; }

    /// <summary>Whether the other side neither closed nor said anything we did not ask for.</summary>
    public bool IsQuiet
    {
        get
        {
            try
            {
                return !socket.Poll(0, SelectMode.SelectRead);
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                return false;
            }
        }
    }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var count = await inner.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        received += count;
        return received <= MaxReplyBytes ? count : throw new ReplyTooLongException();
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Deadline?.Set(Limit);
        received = 0;
        await inner.WriteAsync(buffer, cancellationToken).ConfigureAwait(false);
        Deadline?.Set(Limit);
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("Only asynchronous calls have a time limit.");

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("Only asynchronous calls have a time limit.");

    public override void Flush()
    {
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            inner.Dispose();
        base.Dispose(disposing);
    }
}

/// <summary>A server answers without end.</summary>
internal sealed class ReplyTooLongException() : IOException($"The server answered with more than {GuardedStream.MaxReplyBytes} bytes.");
