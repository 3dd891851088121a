using System.Buffers;
using System.IO.Pipelines;
using System.Net.Sockets;
using System.Text;

namespace SMail.Sdk.Transport.Smtp.Inbound;

/// <summary>A client's connection: its bytes, our answers, the time it has, and how long it kept us waiting.</summary>
internal sealed class ClientConnection : IDisposable
{
    private const int BufferBytes = 16 * 1024;
    private const int ReplyBytes = 4096;
    private const int BytesForASecond = 4096;
    private static readonly TimeSpan GoodbyeTime = TimeSpan.FromSeconds(2);

    private readonly Socket socket;
    private readonly NetworkStream stream;
    private readonly TimeProvider clock;
    private readonly CancellationTokenSource patience;
    private readonly ArrayBufferWriter<byte> replies = new(ReplyBytes);
    private readonly Lock door = new();
    private TimeSpan waited;
    private long waitingSince;
    private bool isWaiting;
    private ClientEnd? end;

    public ClientConnection(Socket socket, TimeProvider clock, TimeSpan time)
    {
        (this.socket, this.clock) = (socket, clock);
        stream = new NetworkStream(socket, ownsSocket: true);
        patience = new CancellationTokenSource(time, clock);
        Input = PipeReader.Create(stream, new StreamPipeReaderOptions(new ZeroingPool(), BufferBytes, minimumReadSize: BufferBytes / 4, leaveOpen: true, useZeroByteReads: true));
    }

    /// <summary>What came; waiting for more goes through <see cref="ReadAsync"/>.</summary>
    public PipeReader Input { get; }

    /// <summary>Why it was cut; null where it was not.</summary>
    public ClientEnd? Reason
    {
        get
        {
            lock (door)
                return end;
        }
    }

    /// <summary>How long the client kept us waiting since its last message; nothing while it waits for us.</summary>
    public TimeSpan Lag
    {
        get
        {
            lock (door)
                return isWaiting && end is null ? waited + clock.GetElapsedTime(waitingSince) : TimeSpan.Zero;
        }
    }

    /// <summary>Sets how long the client has from now on.</summary>
    public void Allow(TimeSpan time) => patience.CancelAfter(time);

    /// <summary>Counts bytes of a message in the client's favour.</summary>
    public void Credit(long bytes)
    {
        lock (door)
            waited = waited - TimeSpan.FromSeconds((double)bytes / BytesForASecond) is { Ticks: > 0 } rest ? rest : TimeSpan.Zero;
    }

    /// <summary>Forgets how long we waited.</summary>
    public void Forgive()
    {
        lock (door)
            waited = TimeSpan.Zero;
    }

    /// <summary>Ends the connection at the next byte that is waited for.</summary>
    public void Cut(ClientEnd reason)
    {
        lock (door)
            end ??= reason;
        try
        {
            patience.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It is gone already.
        }
    }

    /// <summary>Sends what was said, then waits for more.</summary>
    /// <exception cref="ClientGoneException">Nothing more will come.</exception>
    public async ValueTask<ReadResult> ReadAsync()
    {
        if (Input.TryRead(out var ready))
            return ready;
        await FlushAsync().ConfigureAwait(false);
        return await WaitAsync(token => Input.ReadAsync(token)).ConfigureAwait(false);
    }

    /// <summary>Takes a line of an answer, without its end; it is sent before we wait for the client.</summary>
    public void Say(string line) => Encoding.ASCII.GetBytes(line + "\r\n", replies);

    /// <summary>Sends what was said.</summary>
    /// <exception cref="ClientGoneException">The client does not take it.</exception>
    public async ValueTask FlushAsync()
    {
        if (replies.WrittenCount == 0)
            return;
        await WaitAsync(async token =>
        {
            await stream.WriteAsync(replies.WrittenMemory, token).ConfigureAwait(false);
            return true;
        }).ConfigureAwait(false);
        replies.ResetWrittenCount();
    }

    /// <summary>Whether so much was said that it is to be sent, whatever else came in.</summary>
    public bool IsFull => replies.WrittenCount >= ReplyBytes;

    /// <summary>Says a last thing, for which there is little time.</summary>
    public async ValueTask SayGoodbyeAsync(string line)
    {
        using var time = new CancellationTokenSource(GoodbyeTime, clock);
        try
        {
            Say(line);
            await stream.WriteAsync(replies.WrittenMemory, time.Token).ConfigureAwait(false);
            socket.Shutdown(SocketShutdown.Send);
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // The client is told in vain.
        }
    }

    public void Dispose()
    {
        Input.Complete();
        stream.Dispose();
        patience.Dispose();
    }

    private async ValueTask<T> WaitAsync<T>(Func<CancellationToken, ValueTask<T>> wait)
    {
        lock (door)
            (isWaiting, waitingSince) = (true, clock.GetTimestamp());
        try
        {
            return await wait(patience.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            throw new ClientGoneException(Reason ?? ClientEnd.TimedOut);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or (IOException and not ClientGoneException))
        {
            throw new ClientGoneException(ClientEnd.Closed);
        }
        finally
        {
            lock (door)
                (isWaiting, waited) = (false, waited + clock.GetElapsedTime(waitingSince));
        }
    }
}
