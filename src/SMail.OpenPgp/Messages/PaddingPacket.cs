using System.Buffers;
using System.Numerics;
using System.Security.Cryptography;
using SMail.OpenPgp.Packets;

namespace SMail.OpenPgp;

/// <summary>Hides the size of a message's contents behind a packet of random bytes (RFC 9580, sections 5.14 and 13.11).</summary>
internal static class PaddingPacket
{
    private const int PieceSize = 64 * 1024;

    /// <summary>The size of the contents with their padding: the next one of the few that Padmé knows, at most 12 % more.</summary>
    internal static long PaddedSize(long size)
    {
        // Room for the smallest packet: type and length octet.
        var least = size + 2;
        var exponent = 63 - BitOperations.LeadingZeroCount((ulong)least);
        var bits = exponent - (64 - BitOperations.LeadingZeroCount((ulong)exponent));
        var mask = bits > 0 ? (1L << bits) - 1 : 0;
        return (least + mask) & ~mask;
    }

    /// <summary>Writes a packet that fills contents of a size up to their padded size.</summary>
    internal static async ValueTask WriteAsync(Stream output, long size, CancellationToken cancellationToken)
    {
        var total = PaddedSize(size) - size;
        var header = new byte[PacketHeader.MaxSize];
        var headerSize = WriteHeader(header, total);
        await output.WriteAsync(header.AsMemory(0, headerSize), cancellationToken).ConfigureAwait(false);
        var random = ArrayPool<byte>.Shared.Rent((int)Math.Min(PieceSize, Math.Max(1, total)));
        try
        {
            for (var left = total - headerSize; left > 0;)
            {
                var piece = random.AsMemory(0, (int)Math.Min(random.Length, left));
                RandomNumberGenerator.Fill(piece.Span);
                await output.WriteAsync(piece, cancellationToken).ConfigureAwait(false);
                left -= piece.Length;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(random);
        }
    }

    /// <summary>Some sizes no packet with the shortest length octets has; they get the longest.</summary>
    private static int WriteHeader(byte[] header, long total)
    {
        foreach (var headerSize in (int[])[2, 3, PacketHeader.MaxSize])
        {
            if (PacketLength.EncodedSize(total - headerSize) == headerSize - 1)
                return PacketHeader.Write(PacketType.Padding, (uint)(total - headerSize), header);
        }
        return PacketHeader.WriteLong(PacketType.Padding, (uint)(total - PacketHeader.MaxSize), header);
    }
}
