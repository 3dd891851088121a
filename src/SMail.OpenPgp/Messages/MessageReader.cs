using SMail.OpenPgp.IO;
using SMail.OpenPgp.Packets;
using SMail.OpenPgp.Primitives;

namespace SMail.OpenPgp;

/// <summary>Decrypts and verifies one message, wholly, before anything of it is handed out.</summary>
internal sealed class MessageReader(DecryptOptions options) : IDisposable
{
    // Half of it: the plaintext comes beside it.
    private readonly CiphertextSpool spool = new(options.MaxMemoryBytes / 2);
    private SessionKey? sessionKey;
    private bool isProtected;
    private Seipd2Header? header;
    private bool handedOver;

    internal async ValueTask<DecryptedMessage> ReadAsync(Stream ciphertext, CancellationToken cancellationToken)
    {
        if (await OnePassReader.TryReadAsync(ciphertext, options, cancellationToken).ConfigureAwait(false) is { } message)
            return message;
        var intake = await TakeInAsync(ciphertext, cancellationToken).ConfigureAwait(false);
        OpenPgpException? failure = null;
        foreach (var candidate in SessionKeyCandidates.Of(intake, options, cancellationToken))
        {
            sessionKey = candidate;
            try
            {
                return ReadBody(cancellationToken);
            }
            // Without protection a wrong key shows only in contents that make no sense.
            catch (OpenPgpException e) when (e.Code == OpenPgpError.IntegrityFailure || !isProtected)
            {
                failure = e.Code == OpenPgpError.LimitExceeded ? e : Errors.Integrity();
                sessionKey.Dispose();
            }
        }
        throw failure ?? Errors.NoKey();
    }

    private async ValueTask<EncryptedIntake> TakeInAsync(Stream ciphertext, CancellationToken cancellationToken)
    {
        var intake = new EncryptedIntake(spool, options);
        intake.Feed(options.KeyPackets.Span);
        if (ciphertext.CanSeek)
            spool.Expect(ciphertext.Length - ciphertext.Position);
        var decoder = new ScannerDecoder(intake);
        using (var buffer = new CopyBuffer())
        {
            while (await buffer.ReadAsync(ciphertext, cancellationToken).ConfigureAwait(false) is { IsEmpty: false } piece)
                decoder.Feed(piece.Span);
        }
        decoder.Complete();
        intake.Complete();
        if (!intake.HasBody)
            throw Errors.Malformed("There is no encrypted packet.");
        (header, isProtected) = (intake.Header, intake.IsProtected);
        return intake;
    }

    private DecryptedMessage ReadBody(CancellationToken cancellationToken)
    {
        using var decrypted = OpenDecrypted();
        using var plaintext = new PlaintextCollector(options.MaxMemoryBytes, spool.Length);
        List<SignatureVerdict> verdicts;
        try
        {
            using var body = MessageBody.Open(new NonClosing(decrypted), new(options.MaxPlaintextBytes, cancellationToken), options);
            ContentReader.Collect(body, plaintext, options.MaxPlaintextBytes, cancellationToken);
            body.Finish();
            decrypted.Drain();
            verdicts = body.Signatures.ConvertAll(s => s.Judge(options));
        }
        catch (OpenPgpException e) when (isProtected && e.Code != OpenPgpError.IntegrityFailure)
        {
            // A message that was changed must look the same wherever the change shows first.
            decrypted.Drain();
            throw;
        }
        var memory = plaintext.Take();
        handedOver = true;
        if (memory is not null)
            spool.Dispose();
        Stream content = memory is not null
            ? new UnmanagedMemoryStream(memory, 0, plaintext.Length, FileAccess.Read)
            : new ReplayStream(() => MessageBody.Open(OpenDecrypted(), new(options.MaxPlaintextBytes, CancellationToken.None), verify: null), plaintext.Length);
        return new(content, verdicts, memory is not null ? [memory, sessionKey!] : [sessionKey!, spool])
        {
            SessionKey = sessionKey,
            IsProtected = isProtected,
        };
    }

    private DecryptingStream OpenDecrypted() => !isProtected ? new SedReader(spool.OpenRead(), spool.Length, sessionKey!)
        : header is null ? new Seipd1Reader(spool.OpenRead(), sessionKey!)
        : new Seipd2Reader(spool.OpenRead(), spool.Length, header, sessionKey!);

    public void Dispose()
    {
        if (handedOver)
            return;
        sessionKey?.Dispose();
        spool.Dispose();
    }

    /// <summary>Keeps the decrypted stream open behind the walk through it, to be drained.</summary>
    private sealed class NonClosing(Stream source) : ReadOnlyStream
    {
        public override int Read(Span<byte> buffer) => source.Read(buffer);
    }
}
