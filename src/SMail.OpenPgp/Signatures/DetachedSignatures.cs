using SMail.OpenPgp.IO;
using SMail.OpenPgp.Packets;
using SMail.OpenPgp.Primitives;

namespace SMail.OpenPgp;

/// <summary>Signatures apart from what they sign (RFC 9580, section 10.4).</summary>
internal static class DetachedSignatures
{
    private const int MaxBytes = 1 << 20;
    private const int MaxSignatures = 32;

    internal static async Task<byte[]> SignAsync(Stream data, SignOptions options, CancellationToken cancellationToken)
    {
        using var signer = new DocumentSigner(options, []);
        await signer.AppendAsync(data, cancellationToken).ConfigureAwait(false);
        byte[] packets = [.. signer.Sign().SelectMany(packet => packet)];
        return options.Armor ? System.Text.Encoding.ASCII.GetBytes(AsciiArmor.Write(AsciiArmor.Signature, packets)) : packets;
    }

    internal static async Task<IReadOnlyList<SignatureVerdict>> VerifyAsync(Stream data, ReadOnlyMemory<byte> signatures, VerifyOptions options, CancellationToken cancellationToken)
    {
        var bodies = Read(signatures);
        var running = bodies.Select(NewDigest).ToList();
        using var buffer = new CopyBuffer();
        try
        {
            ReadOnlyMemory<byte> piece;
            while (!(piece = await buffer.ReadAsync(data, cancellationToken).ConfigureAwait(false)).IsEmpty)
            {
                foreach (var digest in running)
                    digest?.AppendData(piece.Span);
            }
            var judge = new SignatureJudge(options);
            return [.. bodies.Zip(running, (body, digest) => judge.Judge(body.Span, _ => digest))];
        }
        finally
        {
            running.ForEach(d => d?.Dispose());
        }
    }

    private static List<ReadOnlyMemory<byte>> Read(ReadOnlyMemory<byte> signatures)
    {
        if (signatures.IsEmpty)
            return [];
        if (signatures.Length > MaxBytes)
            throw Errors.Limit($"Signatures are over {MaxBytes} bytes.");
        var packets = Packet.ReadAll(AsciiArmor.Decode(signatures.Span)).Where(p => !p.Type.IsIgnorable()).ToList();
        if (packets.Exists(p => p.Type != PacketType.Signature))
            throw Errors.Malformed("Detached signatures hold a packet that does not belong there.");
        return packets.Count <= MaxSignatures
            ? [.. packets.Select(p => p.Body)]
            : throw Errors.Limit($"More than {MaxSignatures} signatures.");
    }

    private static SignatureDigest? NewDigest(ReadOnlyMemory<byte> body) =>
        SignaturePacket.TryRead(body.Span) is { } signature && signature.Type.IsDocument() && signature.Hash.IsKnown()
            ? new(signature)
            : null;
}
