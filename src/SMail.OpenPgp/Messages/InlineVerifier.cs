using System.Text;
using SMail.OpenPgp.IO;
using SMail.OpenPgp.Packets;

namespace SMail.OpenPgp;

/// <summary>Reads signed messages that are not encrypted, wholly, before anything of them is handed out.</summary>
internal static class InlineVerifier
{
    private const int BufferSize = 64 * 1024;
    private const long MaxMemoryBytes = 64 << 20;
    private const long MaxBytes = 1L << 30;

    internal static async Task<VerifiedMessage> ReadAsync(Stream message, VerifyOptions options, CancellationToken cancellationToken)
    {
        var buffer = new byte[BufferSize];
        var count = await message.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
        if (CleartextMessage.IsOne(buffer.AsSpan(0, Math.Min(count, 100))))
            return await ReadCleartextAsync(buffer.AsMemory(0, count), message, options, cancellationToken).ConfigureAwait(false);
        var spool = new CiphertextSpool(MaxMemoryBytes);
        try
        {
            var decoder = new ScannerDecoder(new Spooler(spool));
            for (; count > 0; count = await message.ReadAsync(buffer, cancellationToken).ConfigureAwait(false))
                decoder.Feed(buffer.AsSpan(0, count));
            decoder.Complete();
            return ReadPackets(spool, options, cancellationToken);
        }
        catch
        {
            spool.Dispose();
            throw;
        }
    }

    private static VerifiedMessage ReadPackets(CiphertextSpool spool, VerifyOptions options, CancellationToken cancellationToken)
    {
        using var body = MessageBody.Open(spool.OpenRead(), new(MaxBytes, cancellationToken), options);
        using var plaintext = new PlaintextCollector(MaxMemoryBytes, spool.Length);
        ContentReader.Collect(body, plaintext, MaxBytes, cancellationToken);
        body.Finish();
        var verdicts = body.Signatures.ConvertAll(s => s.Judge(options));
        byte[] packets = [.. body.Signatures.SelectMany(s => Packet.ToArray(PacketType.Signature, s.Body))];
        if (plaintext.Take() is { } memory)
        {
            spool.Dispose();
            return new(new UnmanagedMemoryStream(memory, 0, plaintext.Length, FileAccess.Read), verdicts, packets, memory);
        }
        return new(new ReplayStream(() => MessageBody.Open(spool.OpenRead(), new(MaxBytes, CancellationToken.None), verify: null), plaintext.Length), verdicts, packets, spool);
    }

    private static async Task<VerifiedMessage> ReadCleartextAsync(ReadOnlyMemory<byte> start, Stream rest, VerifyOptions options, CancellationToken cancellationToken)
    {
        using var whole = new MemoryStream();
        whole.Write(start.Span);
        var buffer = new byte[BufferSize];
        int count;
        while ((count = await rest.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0)
        {
            if (whole.Length + count > CleartextMessage.MaxBytes)
                throw Errors.Limit($"A text with a signature is over {CleartextMessage.MaxBytes} bytes.");
            whole.Write(buffer, 0, count);
        }
        var message = CleartextMessage.Read(whole.GetBuffer().AsSpan(0, (int)whole.Length));
        using var signed = new MemoryStream(CleartextMessage.Signed(message.Text));
        var verdicts = await DetachedSignatures.VerifyAsync(signed, message.Signatures, options, cancellationToken).ConfigureAwait(false);
        // What is shown is what was signed: without the spaces at the ends of lines that no signature covers.
        var shown = string.Join('\n', message.Text.Select(line => line.TrimEnd(' ', '\t', '\r')));
        return new(new MemoryStream(Encoding.UTF8.GetBytes(shown), writable: false), verdicts, message.Signatures);
    }

    /// <summary>Keeps the binary form; its framing is looked at when it is read.</summary>
    private sealed class Spooler(CiphertextSpool spool) : PacketScanner
    {
        internal override void Feed(ReadOnlySpan<byte> data)
        {
            if (spool.Length + data.Length > MaxBytes)
                throw Errors.Limit($"A message is over {MaxBytes} bytes.");
            spool.Append(data);
        }

        protected override void OnStart(PacketType type)
        {
        }

        protected override void OnBody(ReadOnlySpan<byte> piece)
        {
        }

        protected override void OnEnd()
        {
        }
    }
}
