using System.IO.Compression;
using Org.BouncyCastle.Utilities.Bzip2;
using SMail.OpenPgp.IO;
using SMail.OpenPgp.Packets;

namespace SMail.OpenPgp;

/// <summary>The contents of a compressed data packet (RFC 9580, section 5.6), refused when they grow out of proportion
/// (section 13.14).</summary>
internal sealed class InflatingStream(Stream inflater, Func<long> compressedBytes, InflationBudget budget) : ReadOnlyStream
{
    private const byte Uncompressed = 0;
    private const byte Zip = 1;
    private const byte ZLib = 2;
    private const byte BZip2 = 3;

    /// <summary>Honest text seldom shrinks below a hundredth; a bomb reaches a thousandth.</summary>
    private const long MaxRatio = 250;

    /// <summary>Under this size any ratio is harmless.</summary>
    private const long FreeBytes = 16 << 20;

    private long total;

    internal static InflatingStream Open(byte algorithm, Stream packetBody, InflationBudget budget)
    {
        var counted = new CountingStream(packetBody);
        Stream inflater = algorithm switch
        {
            Uncompressed => counted,
            Zip => new DeflateStream(counted, CompressionMode.Decompress),
            ZLib => new ZLibStream(counted, CompressionMode.Decompress),
            BZip2 => OpenBZip2(counted),
            _ => throw Errors.Unsupported("This compression is not taken."),
        };
        return new(inflater, () => counted.Count, budget);
    }

    /// <summary>Reads its header at once.</summary>
    private static CBZip2InputStream OpenBZip2(Stream source)
    {
        try
        {
            return new(source);
        }
        catch (Exception e) when (e is IOException or InvalidOperationException or ArgumentException or IndexOutOfRangeException)
        {
            throw Errors.Malformed("The compressed data is damaged.");
        }
    }

    public override int Read(Span<byte> buffer)
    {
        try
        {
            var count = inflater.Read(buffer);
            total += count;
            budget.Spend(count);
            if (total > FreeBytes && total / MaxRatio > compressedBytes())
                throw Errors.Limit($"Compressed data grows to more than {MaxRatio} times its size.");
            return count;
        }
        catch (Exception e) when (e is InvalidDataException or IOException or InvalidOperationException or ArgumentException or IndexOutOfRangeException)
        {
            throw Errors.Malformed("The compressed data is damaged.");
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            inflater.Dispose();
        base.Dispose(disposing);
    }

    private sealed class CountingStream(Stream source) : ReadOnlyStream
    {
        internal long Count { get; private set; }

        public override int Read(Span<byte> buffer)
        {
            var count = source.Read(buffer);
            Count += count;
            return count;
        }
    }
}
