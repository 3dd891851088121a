using System.Buffers;
using SMail.OpenPgp.IO;
using SMail.OpenPgp.Packets;

namespace SMail.OpenPgp;

/// <summary>The way of a streamed message: source, armor and framing, queue, chunks, packets within, literal data.</summary>
internal sealed class StreamingReader : ReadOnlyStream
{
    private const int PieceSize = 64 * 1024;

    private readonly Stream source;
    private readonly DecryptOptions options;
    private readonly CiphertextQueue queue = new();
    private readonly EncryptedIntake intake;
    private readonly ScannerDecoder decoder;
    private readonly byte[] piece = ArrayPool<byte>.Shared.Rent(PieceSize);
    private SessionKey? sessionKey;
    private DecryptingStream? decrypted;
    private MessageBody? body;
    private ParallelDigest? digest;
    private OpenPgpException? failure;
    private long released;
    private readonly Lock gate = new();
    private bool ended;
    private bool isPulling;
    private bool disposed;

    private StreamingReader(Stream source, DecryptOptions options)
    {
        (this.source, this.options) = (source, options);
        intake = new EncryptedIntake(queue, options);
        decoder = new ScannerDecoder(intake);
    }

    /// <summary>Known at the end.</summary>
    internal IReadOnlyList<SignatureVerdict>? Verdicts { get; private set; }

    internal SessionKey SessionKey => sessionKey!;

    /// <summary>Hands the session key over to who disposes it.</summary>
    internal SessionKey TakeSessionKey()
    {
        var taken = sessionKey!;
        sessionKey = null;
        return taken;
    }

    /// <summary>Opens the message. Of version 1 nothing that comes out may be trusted before <see cref="Verdicts"/>.</summary>
    internal static async Task<StreamingReader> OpenAsync(Stream source, DecryptOptions options, bool takesVersion1, CancellationToken cancellationToken)
    {
        var reader = new StreamingReader(source, options);
        try
        {
            reader.intake.Feed(options.KeyPackets.Span);
            while (!reader.ended && !reader.intake.IsBodyStarted)
                await reader.PullAsync(cancellationToken).ConfigureAwait(false);
            if (reader.intake.Header is null && !(takesVersion1 && reader.intake.IsProtected))
                throw Errors.Unsupported("Only version 2 of the encrypted packet can be read before its end has come.");
            await reader.LookAheadAsync(cancellationToken).ConfigureAwait(false);
            reader.FindKey(cancellationToken);
            reader.body = MessageBody.Open(reader.decrypted!, new(options.MaxPlaintextBytes, cancellationToken), options);
            return reader;
        }
        catch
        {
            reader.Dispose();
            throw;
        }
    }

    public override int Read(Span<byte> buffer)
    {
        // Who disposes while another thread reads waits: the buffers go back to a pool.
        lock (gate)
        {
            ObjectDisposedException.ThrowIf(disposed, this);
            return ReadCore(buffer);
        }
    }

    private int ReadCore(Span<byte> buffer)
    {
        if (failure is not null)
            throw new OpenPgpException(failure.Code, failure.Message, failure);
        if (buffer.IsEmpty || Verdicts is not null)
            return 0;
        try
        {
            return Release(buffer);
        }
        catch (OpenPgpException e)
        {
            failure = e;
            throw;
        }
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        if (failure is null && Verdicts is null)
            await LookAheadAsync(cancellationToken).ConfigureAwait(false);
        return Read(buffer.Span);
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
        ValidateBufferArguments(buffer, offset, count);
        return ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();
    }

    private int Release(Span<byte> buffer)
    {
        var count = body!.Read(buffer);
        if (count == 0)
        {
            Finish();
            return 0;
        }
        released += count;
        if (released > options.MaxPlaintextBytes)
        {
            buffer[..count].Clear();
            throw Errors.Limit($"The plaintext is over {options.MaxPlaintextBytes} bytes.");
        }
        Hash(buffer[..count]);
        return count;
    }

    /// <summary>How long it will be is not known; once it has become long, the other core helps.</summary>
    private void Hash(ReadOnlySpan<byte> data)
    {
        if (digest is null && body!.Signatures.Count > 0 && ParallelDigest.Helps(released))
            digest = new(body.Append);
        if (digest is null)
            body!.Append(data);
        else
            digest.Append(data);
    }

    private void Finish()
    {
        digest?.Complete();
        body!.Finish();
        decrypted!.Drain();
        while (!ended)
            Take(source.Read(piece));
        Verdicts = body.Signatures.ConvertAll(s => s.Judge(options));
    }

    /// <summary>In version 2 the first chunk tells which of several keys is the message's.</summary>
    private void FindKey(CancellationToken cancellationToken)
    {
        OpenPgpException? wrong = null;
        foreach (var candidate in SessionKeyCandidates.Of(intake, options, cancellationToken))
        {
            try
            {
                (sessionKey, decrypted) = (candidate, Decrypt(candidate));
                queue.Release();
                return;
            }
            catch (OpenPgpException e)
            {
                wrong = e;
                queue.Rewind();
                decrypted?.Dispose();
                candidate.Dispose();
            }
        }
        throw wrong ?? Errors.NoKey();
    }

    private DecryptingStream Decrypt(SessionKey candidate)
    {
        if (intake.Header is null)
            return new Seipd1Reader(new Inlet(this), candidate);
        var reader = new Seipd2Reader(new Inlet(this), long.MaxValue, intake.Header, candidate);
        decrypted = reader;
        reader.Start();
        return reader;
    }

    /// <summary>Two chunks in the queue are enough for any read but of strange messages; those wait in <see cref="Inlet"/>.</summary>
    private async ValueTask LookAheadAsync(CancellationToken cancellationToken)
    {
        var wanted = 2 * (intake.Header?.SealedChunkSize ?? PieceSize);
        while (!ended && queue.Available < wanted)
            await PullAsync(cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask PullAsync(CancellationToken cancellationToken)
    {
        lock (gate)
        {
            ObjectDisposedException.ThrowIf(disposed, this);
            isPulling = true;
        }
        var count = 0;
        try
        {
            count = await source.ReadAsync(piece.AsMemory(0, PieceSize), cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            EndPull();
        }
        lock (gate)
        {
            ObjectDisposedException.ThrowIf(disposed, this);
            Take(count);
        }
    }

    /// <summary>Whoever disposed meanwhile left the buffers to this.</summary>
    private void EndPull()
    {
        lock (gate)
        {
            isPulling = false;
            if (disposed)
                Free();
        }
    }

    private void Take(int count)
    {
        decoder.Feed(piece.AsSpan(0, count));
        if (count > 0)
            return;
        decoder.Complete();
        intake.Complete();
        if (!intake.HasBody)
            throw Errors.Malformed("There is no encrypted packet.");
        ended = true;
    }

    protected override void Dispose(bool disposing)
    {
        lock (gate)
        {
            if (disposed)
                return;
            disposed = true;
            if (!isPulling)
                Free();
        }
        base.Dispose(disposing);
    }

    private void Free()
    {
        digest?.Dispose();
        body?.Dispose();
        decrypted?.Dispose();
        sessionKey?.Dispose();
        queue.Dispose();
        ArrayPool<byte>.Shared.Return(piece);
    }

    /// <summary>The queue as a stream that fills itself.</summary>
    private sealed class Inlet(StreamingReader reader) : ReadOnlyStream
    {
        public override int Read(Span<byte> buffer)
        {
            while (reader.queue.Available == 0 && !reader.ended)
                reader.Take(reader.source.Read(reader.piece));
            return reader.queue.Read(buffer);
        }
    }
}
