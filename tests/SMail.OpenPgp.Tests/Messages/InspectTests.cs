using System.Security.Cryptography;
using FsCheck;
using FsCheck.Xunit;
using SMail.OpenPgp.Packets;
using SMail.OpenPgp.Tests.Packets;
using SMail.OpenPgp.Tests.Support;

namespace SMail.OpenPgp.Tests.Messages;

public sealed class InspectTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_kind_is_told_from_the_others()
    {
        var (keys, body) = await MakeAsync();
        Assert.Equal(SealedKind.KeyPackets, Pgp.InspectSealed(keys));
        Assert.Equal(SealedKind.Body, Pgp.InspectSealed(body));
        Assert.Equal(SealedKind.Message, Pgp.InspectSealed([.. keys, .. body]));
    }

    [Fact]
    public async Task Anything_else_is_not_sealed()
    {
        var (keys, body) = await MakeAsync();
        byte[][] others =
        [
            [],
            "Subject: hello\r\n"u8.ToArray(),
            Crafted.Literal("hello"u8),
            [.. body, .. keys],
            [.. body, .. body],
            [.. keys, .. body, 0],
            [.. keys, .. body, .. Crafted.Literal("hello"u8)],
            [.. Crafted.Literal("hello"u8), .. body],
            [.. keys, .. Crafted.Of(PacketType.Marker, 80, 71, 80), .. body],
            Crafted.Of(PacketType.PublicKeyEncryptedSessionKey),
            Crafted.Of(PacketType.PublicKeyEncryptedSessionKey, "hello, this is plain text"u8.ToArray()),
            Crafted.Of(PacketType.PublicKeyEncryptedSessionKey, [3, .. "12345678, this is plain text"u8]),
            Crafted.Of(PacketType.PublicKeyEncryptedSessionKey, [.. Packet.ReadAll(keys)[0].Body.Span, 0]),
            Crafted.Of(PacketType.PublicKeyEncryptedSessionKey, [2, .. Packet.ReadAll(keys)[0].Body.Span[1..]]),
            Crafted.Of(PacketType.IntegrityProtectedData),
            Crafted.Of(PacketType.IntegrityProtectedData, new byte[100]),
            Crafted.Of(PacketType.IntegrityProtectedData, [1, .. new byte[39]]),
            Crafted.Of(PacketType.IntegrityProtectedData, [3, .. new byte[100]]),
            [.. keys, .. Crafted.Of(PacketType.IntegrityProtectedData, [1, .. new byte[100]])],
            Crafted.Of(PacketType.SymmetricallyEncryptedData, new byte[100]),
            TestKeys.Alice.Certificate.ToBytes(),
        ];
        foreach (var other in others)
        {
            Assert.Equal(SealedKind.NotSealed, Pgp.InspectSealed(other));
            Assert.Equal(SealedKind.NotSealed, await Pgp.InspectSealedAsync(new MemoryStream(other), Token));
        }
    }

    [Property(MaxTest = 40)]
    public async Task A_cut_message_is_sealed_only_where_packets_end(NonNegativeInt where)
    {
        var (keys, body) = await MakeAsync();
        byte[] message = [.. keys, .. body];
        var length = where.Get % message.Length;
        var firstKey = keys.Length / 2;
        Assert.Equal(length == firstKey || length == keys.Length ? SealedKind.KeyPackets : SealedKind.NotSealed, Pgp.InspectSealed(message.AsSpan(0, length)));
    }

    [Property(MaxTest = 60)]
    public async Task A_stream_is_judged_the_same_however_it_is_cut(PositiveInt[] sizes, bool withKeys)
    {
        var (keys, body) = await MakeAsync();
        byte[] message = withKeys ? [.. keys, .. body] : body;
        var kind = await Pgp.InspectSealedAsync(new TrickleStream(message, [.. sizes.Select(s => s.Get)]), Token);
        Assert.Equal(withKeys ? SealedKind.Message : SealedKind.Body, kind);
    }

    [Property]
    public async Task No_bytes_make_it_fail(byte[] bytes, byte first)
    {
        byte[] input = [(byte)(first | 0x80), .. bytes];
        Assert.Equal(Pgp.InspectSealed(input), await Pgp.InspectSealedAsync(new MemoryStream(input), Token));
    }

    /// <summary>Key packets for whoever can, and for a key of version 4, with a version 2 body.</summary>
    [Theory]
    [InlineData("0019")]
    [InlineData("15 04 000102030405060708090A0B0C0D0E0F10111213 19")]
    public void Version_6_key_packets_and_version_2_bodies_are_known(string start)
    {
        byte[] key = Crafted.Of(PacketType.PublicKeyEncryptedSessionKey, [6, .. Convert.FromHexString(start.Replace(" ", "", StringComparison.Ordinal)), .. new byte[32], 40, .. new byte[40]]);
        byte[] body = Crafted.Of(PacketType.IntegrityProtectedData, [2, 9, 2, 6, .. new byte[48]]);
        Assert.Equal(SealedKind.KeyPackets, Pgp.InspectSealed(key));
        Assert.Equal(SealedKind.Body, Pgp.InspectSealed(body));
        Assert.Equal(SealedKind.Message, Pgp.InspectSealed([.. key, .. body]));
        Assert.Equal(SealedKind.NotSealed, Pgp.InspectSealed([.. key, .. Crafted.Of(PacketType.IntegrityProtectedData, [1, .. new byte[60]])]));
    }

    private static async Task<(byte[] Keys, byte[] Body)> MakeAsync()
    {
        var (keys, body) = await Mail.EncryptBodyAsync(RandomNumberGenerator.GetBytes(300), new() { Recipients = [TestKeys.Bob.Certificate, TestKeys.Carol.Certificate] });
        return ([.. keys.SelectMany(k => k.Bytes.ToArray())], body);
    }
}
