using System.Buffers;
using System.Text;
using SMail.OpenPgp.Packets;

namespace SMail.OpenPgp;

/// <summary>Makes signed messages that are not encrypted: packets around the data, or text with a signature below it.</summary>
internal static class InlineSigner
{
    private const int BufferSize = 64 * 1024;

    private static readonly byte[] LiteralStart = [(byte)'b', 0, 0, 0, 0, 0];

    /// <summary>One-pass packets, literal data, signatures (RFC 9580, section 10.3).</summary>
    internal static async Task SignAsync(Stream data, Stream output, SignOptions options, CancellationToken cancellationToken)
    {
        using var signer = new DocumentSigner(options, []);
        await output.WriteAsync(signer.OnePassPackets(), cancellationToken).ConfigureAwait(false);
        long? length = data.CanSeek ? LiteralStart.Length + data.Length - data.Position : null;
        await using var literal = new PacketBodyWriter(output, PacketType.LiteralData, length);
        await literal.WriteAsync(LiteralStart, cancellationToken).ConfigureAwait(false);
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            int count;
            while ((count = await data.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0)
            {
                signer.Append(buffer.AsSpan(0, count));
                await literal.WriteAsync(buffer.AsMemory(0, count), cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
        }
        await literal.CompleteAsync(cancellationToken).ConfigureAwait(false);
        await output.WriteAsync(signer.SignBehind(), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The cleartext signature framework (RFC 9580, section 7).</summary>
    internal static async Task SignCleartextAsync(Stream text, Stream output, SignOptions options, CancellationToken cancellationToken)
    {
        using var whole = new MemoryStream();
        await text.CopyToAsync(whole, cancellationToken).ConfigureAwait(false);
        var lines = CleartextMessage.Lines(CleartextMessage.Decode(whole.ToArray()));
        using var signer = new DocumentSigner(options with { AsText = true }, []);
        signer.Append(CleartextMessage.Signed(lines));
        var message = new StringBuilder(CleartextMessage.Begin).Append('\n');
        // GnuPG takes no signature of version 4 without it.
        if (options.Signers.Any(s => s.Certificate.Fingerprint.KeyVersion == PublicKeyPacket.Version4))
            message.Append("Hash: ").AppendJoin(',', signer.HashNames()).Append('\n');
        message.Append('\n');
        foreach (var line in lines)
            message.Append(CleartextMessage.MustEscape(line) ? "- " : "").Append(line).Append('\n');
        message.Append(AsciiArmor.Write(AsciiArmor.Signature, signer.Sign().SelectMany(packet => packet).ToArray()));
        await output.WriteAsync(Encoding.UTF8.GetBytes(message.ToString()), cancellationToken).ConfigureAwait(false);
    }
}
