using SMail.OpenPgp.IO;
using SMail.OpenPgp.Packets;

namespace SMail.OpenPgp;

/// <summary>Puts armor on a stream of packets, and takes it off.</summary>
internal static class ArmorConverter
{
    private const int BufferSize = 64 * 1024;

    internal static async Task ArmorAsync(Stream binary, Stream armored, CancellationToken cancellationToken)
    {
        var buffer = new byte[BufferSize];
        var count = await binary.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
        CheckNotEmpty(count);
        var isArmored = !AsciiArmor.IsBinary(buffer.AsSpan(0, count));
        if (isArmored)
        {
            // What is armored stays as it is, but it must be armor.
            var check = new PieceDecoder(_ => { });
            check.Feed(buffer.AsSpan(0, count));
            await CopyAsync(buffer, count, binary, armored, piece => check.Feed(piece.Span), cancellationToken).ConfigureAwait(false);
            check.Complete();
            return;
        }
        await using var writer = new ArmorWriter(armored, LabelOf(buffer.AsSpan(0, count)));
        await CopyAsync(buffer, count, binary, writer, _ => { }, cancellationToken).ConfigureAwait(false);
        await writer.CompleteAsync(cancellationToken).ConfigureAwait(false);
    }

    internal static async Task DearmorAsync(Stream armored, Stream binary, CancellationToken cancellationToken)
    {
        using var decoded = new MemoryStream();
        var decoder = new PieceDecoder(decoded.Write);
        var buffer = new byte[BufferSize];
        var count = await armored.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        CheckNotEmpty(count);
        for (; count > 0; count = await armored.ReadAsync(buffer, cancellationToken).ConfigureAwait(false))
        {
            decoder.Feed(buffer.AsSpan(0, count));
            await binary.WriteAsync(decoded.GetBuffer().AsMemory(0, (int)decoded.Length), cancellationToken).ConfigureAwait(false);
            decoded.SetLength(0);
        }
        decoder.Complete();
        await binary.WriteAsync(decoded.GetBuffer().AsMemory(0, (int)decoded.Length), cancellationToken).ConfigureAwait(false);
    }

    private static void CheckNotEmpty(int count)
    {
        if (count == 0)
            throw Errors.Malformed("There is nothing to convert.");
    }

    /// <summary>The label that goes with the first packet.</summary>
    private static string LabelOf(ReadOnlySpan<byte> start)
    {
        if (!PacketHeader.TryRead(start, out var header, out _))
            throw Errors.Malformed("These bytes are not OpenPGP packets.");
        return header.Type switch
        {
            PacketType.PublicKey => AsciiArmor.PublicKeyBlock,
            PacketType.SecretKey => AsciiArmor.PrivateKeyBlock,
            PacketType.Signature => AsciiArmor.Signature,
            _ => AsciiArmor.Message,
        };
    }

    private static async Task CopyAsync(byte[] buffer, int count, Stream from, Stream to, Action<ReadOnlyMemory<byte>> look, CancellationToken cancellationToken)
    {
        await to.WriteAsync(buffer.AsMemory(0, count), cancellationToken).ConfigureAwait(false);
        while ((count = await from.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0)
        {
            look(buffer.AsMemory(0, count));
            await to.WriteAsync(buffer.AsMemory(0, count), cancellationToken).ConfigureAwait(false);
        }
    }
}
