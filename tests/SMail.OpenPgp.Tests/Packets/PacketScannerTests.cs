using FsCheck;
using FsCheck.Xunit;
using SMail.OpenPgp.Packets;

namespace SMail.OpenPgp.Tests.Packets;

public sealed class PacketScannerTests
{
    /// <summary>RFC 9580, section 4.2.3: 100,000 octets in five parts, then a legacy packet and an empty one.</summary>
    private static readonly byte[] Example =
    [
        0xCB, 0xEF, .. Filled(32768, 1), 0xE1, .. Filled(2, 2), 0xE0, .. Filled(1, 3), 0xF0, .. Filled(65536, 4), 0xC5, 0xDD, .. Filled(1693, 5),
        0x99, 0x00, 0x02, 8, 9,
        0xCA, 0x00,
    ];

    [Property(MaxTest = 50)]
    public void However_the_bytes_arrive_the_packets_are_the_same(PositiveInt[] sizes)
    {
        var scanner = new Recorder();
        foreach (var piece in Split(Example, sizes))
            scanner.Feed(piece);
        scanner.Complete();
        Assert.Equal([(PacketType.LiteralData, 100_000), (PacketType.PublicKey, 2), (PacketType.Marker, 0)], scanner.Packets);
    }

    [Fact]
    public void Reading_from_a_stream_finds_the_same()
    {
        var reader = new PacketStreamReader(new MemoryStream(Example));
        var packets = new List<(PacketType, int)>();
        while (reader.Next() is { } type)
            packets.Add((type, reader.ReadRest(1 << 20).Length));
        Assert.Equal([(PacketType.LiteralData, 100_000), (PacketType.PublicKey, 2), (PacketType.Marker, 0)], packets);
    }

    [Property]
    public void A_cut_sequence_is_refused_by_both(NonNegativeInt where)
    {
        var cut = Example[..(1 + (where.Get % 100_000))];
        var scanner = new Recorder();
        scanner.Feed(cut);
        Assert.Throws<OpenPgpException>(scanner.Complete);
        Assert.Throws<OpenPgpException>(() =>
        {
            var reader = new PacketStreamReader(new MemoryStream(cut));
            while (reader.Next() is not null)
                reader.Skip();
        });
    }

    [Fact]
    public void A_packet_of_indeterminate_length_reaches_to_the_end()
    {
        var scanner = new Recorder();
        scanner.Feed([0xAF, 1, 2, 3]);
        scanner.Complete();
        Assert.Equal([(PacketType.LiteralData, 3)], scanner.Packets);
    }

    internal static IEnumerable<byte[]> Split(byte[] bytes, PositiveInt[] sizes)
    {
        for (int position = 0, i = 0; position < bytes.Length; i++)
        {
            var size = sizes.Length == 0 ? bytes.Length : sizes[i % sizes.Length].Get;
            var end = Math.Min(bytes.Length, position + size);
            yield return bytes[position..end];
            position = end;
        }
    }

    private static byte[] Filled(int count, byte value) => [.. Enumerable.Repeat(value, count)];

    private sealed class Recorder : PacketScanner
    {
        internal List<(PacketType Type, int Size)> Packets { get; } = [];

        protected override void OnStart(PacketType type) => Packets.Add((type, 0));

        protected override void OnBody(ReadOnlySpan<byte> piece) => Packets[^1] = (Packets[^1].Type, Packets[^1].Size + piece.Length);

        protected override void OnEnd()
        {
        }
    }
}
