using FsCheck.Xunit;
using SMail.OpenPgp.Packets;

namespace SMail.OpenPgp.Tests.Packets;

public sealed class PacketLengthTests
{
    /// <summary>RFC 9580, section 4.2.3.</summary>
    [Theory]
    [InlineData(100, "64")]
    [InlineData(1723, "C5FB")]
    [InlineData(100_000, "FF000186A0")]
    public void The_examples_of_the_standard_are_written_and_read(uint octets, string encoded)
    {
        Span<byte> written = stackalloc byte[5];
        Assert.Equal(encoded, Convert.ToHexString(written[..PacketLength.Write(octets, written)]));
        Assert.True(PacketLength.TryRead(Convert.FromHexString(encoded), out var read, out var size));
        Assert.Equal((new PacketLength(LengthKind.Final, octets), encoded.Length / 2), (read, size));
    }

    [Property]
    public void Every_length_comes_back_and_none_is_read_from_too_few_bytes(uint octets)
    {
        Span<byte> written = stackalloc byte[5];
        var size = PacketLength.Write(octets, written);
        Assert.Equal(size, PacketLength.EncodedSize(octets));
        Assert.True(PacketLength.TryRead(written[..size], out var read, out var consumed));
        Assert.Equal((octets, size), (read.Octets, consumed));
        Assert.False(PacketLength.TryRead(written[..(size - 1)], out _, out _));
    }

    [Theory]
    [InlineData("40", "not OpenPGP")]
    [InlineData("8000", "reserved")]
    [InlineData("C000", "reserved")]
    [InlineData("C2E9", "partial")]
    [InlineData("8B", "partial")]
    [InlineData("CBE8", "512")]
    public void No_packet_begins_like_this(string bytes, string why)
    {
        var refusal = Assert.Throws<OpenPgpException>(() => PacketHeader.TryRead(Convert.FromHexString(bytes), out _, out _));
        Assert.Equal(OpenPgpError.Malformed, refusal.Code);
        Assert.Contains(why, refusal.Message, StringComparison.Ordinal);
    }
}
