using System.Security.Cryptography;
using FsCheck;
using FsCheck.Xunit;
using SMail.OpenPgp.Primitives;
using SMail.OpenPgp.Tests.Support;

namespace SMail.OpenPgp.Tests.Messages;

/// <summary>Whatever is done to a message on its way, no byte of it is handed out.</summary>
public sealed class TamperTests
{
    private static readonly OpenPgpError[] Expected = [OpenPgpError.IntegrityFailure, OpenPgpError.NoDecryptionKey, OpenPgpError.Malformed, OpenPgpError.Unsupported, OpenPgpError.LimitExceeded];

    private static readonly byte[] Short = "short"u8.ToArray();

    private static DecryptOptions Options => new() { Keys = [TestKeys.Bob], Certificates = [TestKeys.Alice.Certificate] };

    [Fact]
    public async Task Every_single_changed_bit_of_a_short_message_is_noticed()
    {
        var (keys, body) = await Mail.EncryptBodyAsync(Short, new() { Recipients = [TestKeys.Bob.Certificate], Signers = [TestKeys.Alice] });
        byte[] message = [.. keys[0].Bytes.Span, .. body];
        var codes = new HashSet<OpenPgpError>();
        for (var bit = 0; bit < message.Length * 8; bit++)
        {
            message[bit / 8] ^= (byte)(1 << (bit % 8));
            var code = await Mail.RefusalAsync(message, Options);
            Assert.Contains(code, Expected);
            // Past its header a body has one way to fail.
            if (bit / 8 > keys[0].Bytes.Length + 6)
                Assert.Equal(OpenPgpError.IntegrityFailure, code);
            codes.Add(code);
            message[bit / 8] ^= (byte)(1 << (bit % 8));
        }
        Assert.Contains(OpenPgpError.NoDecryptionKey, codes);
        Assert.Equal(Short, (await Mail.DecryptAsync(message, Options)).Plaintext);
    }

    [Property(MaxTest = 100)]
    public async Task A_changed_bit_of_a_long_message_is_noticed(NonNegativeInt where, bool spooled)
    {
        var message = await Mail.EncryptAsync(RandomNumberGenerator.GetBytes(150_000), TestKeys.Alice, TestKeys.Bob.Certificate);
        message[where.Get * 7919L % message.Length] ^= (byte)(1 << (where.Get % 8));
        Assert.Contains(await Mail.RefusalAsync(message, Options with { MaxMemoryBytes = spooled ? 1000 : 1 << 20 }), Expected);
    }

    [Fact]
    public async Task A_cut_message_is_refused_wherever_it_is_cut()
    {
        var message = await Mail.EncryptAsync(Short, TestKeys.Alice, TestKeys.Bob.Certificate);
        for (var length = 0; length < message.Length; length++)
            Assert.Equal(OpenPgpError.Malformed, await Mail.RefusalAsync(message[..length], Options));
    }

    /// <summary>A shorter body under a header that fits it: the framing is whole, the contents are not.</summary>
    [Fact]
    public async Task A_message_cut_within_its_body_fails_its_check()
    {
        using var sessionKey = SessionKey.Generate(CipherId.Aes256);
        var body = await Crafted.BodyAsync(Crafted.Literal(RandomNumberGenerator.GetBytes(300)), sessionKey);
        var keyPacket = EncryptedKey.Make(TestKeys.Bob.Certificate.Contents.EncryptionKey(DateTimeOffset.UtcNow)!, sessionKey);
        for (var length = 4; length < body.Length; length++)
        {
            byte[] message = [.. keyPacket, .. Crafted.Of(OpenPgp.Packets.PacketType.IntegrityProtectedData, body[3..length])];
            Assert.Equal(OpenPgpError.IntegrityFailure, await Mail.RefusalAsync(message, Options));
        }
    }

    [Theory]
    [InlineData("00")]
    [InlineData("CB08620000000000AABB")]
    [InlineData("D20101")]
    [InlineData("C10103")]
    [InlineData("CD03616263")]
    [InlineData("D600")]
    public async Task Nothing_but_ignorable_packets_may_follow(string hex)
    {
        var message = await Mail.EncryptAsync(Short, TestKeys.Alice, TestKeys.Bob.Certificate);
        Assert.Equal(OpenPgpError.Malformed, await Mail.RefusalAsync([.. message, .. Convert.FromHexString(hex)], Options));
    }

    /// <summary>Marker, padding, a private, a trust and an unknown packet (RFC 9580, sections 4.3, 5.8, 5.10 and 5.14).</summary>
    [Theory]
    [InlineData("CA03504750")]
    [InlineData("D503AABBCC")]
    [InlineData("FC03AABBCC")]
    [InlineData("CC0101")]
    [InlineData("E801AA")]
    public async Task Ignorable_packets_are_ignored_in_front_and_behind(string hex)
    {
        var message = await Mail.EncryptAsync(Short, TestKeys.Alice, TestKeys.Bob.Certificate);
        var ignorable = Convert.FromHexString(hex);
        Assert.Equal(Short, (await Mail.DecryptAsync([.. ignorable, .. message, .. ignorable], Options)).Plaintext);
    }

    /// <summary>Unknown packets of the types 0 to 39 are critical (RFC 9580, section 4.3).</summary>
    [Theory]
    [InlineData(15)]
    [InlineData(20)]
    [InlineData(22)]
    [InlineData(39)]
    public async Task Unknown_critical_packets_are_refused_in_front_and_behind(byte type)
    {
        var message = await Mail.EncryptAsync(Short, TestKeys.Alice, TestKeys.Bob.Certificate);
        var critical = Crafted.Of((OpenPgp.Packets.PacketType)type, 1, 2);
        Assert.Equal(OpenPgpError.Malformed, await Mail.RefusalAsync([.. critical, .. message], Options));
        Assert.Equal(OpenPgpError.Malformed, await Mail.RefusalAsync([.. message, .. critical], Options));
    }

    [Fact]
    public async Task Key_packets_of_others_and_of_the_future_do_no_harm()
    {
        var (keys, body) = await Mail.EncryptBodyAsync(Short, new() { Recipients = [TestKeys.Carol.Certificate, TestKeys.Bob.Certificate] });
        byte[] strange = [0xC1, 3, 99, 1, 2, 0xC1, 0, 0xC3, 4, 4, 9, 0, 8, 0xC1, 12, 3, 1, 2, 3, 4, 5, 6, 7, 8, 99, 1, 2];
        byte[] message = [.. strange, .. keys[0].Bytes.Span, .. keys[1].Bytes.Span, .. body];
        Assert.Equal(Short, (await Mail.DecryptAsync(message, Options)).Plaintext);
    }

    /// <summary>Anyone can put key packets for Bob in front of a message; the true one must still be found.</summary>
    [Fact]
    public async Task A_foreign_key_packet_for_the_same_key_does_not_hide_the_right_one()
    {
        var (foreign, _) = await Mail.EncryptBodyAsync("other"u8.ToArray(), new() { Recipients = [TestKeys.Bob.Certificate] });
        var (keys, body) = await Mail.EncryptBodyAsync(Short, new() { Recipients = [TestKeys.Bob.Certificate] });
        Assert.Equal(Short, (await Mail.DecryptAsync([.. foreign[0].Bytes.Span, .. keys[0].Bytes.Span, .. body], Options)).Plaintext);
        Assert.Equal(OpenPgpError.IntegrityFailure, await Mail.RefusalAsync([.. foreign[0].Bytes.Span, .. body], Options));
    }

    [Theory]
    [InlineData("")]
    [InlineData("CB08620000000000AABB")]
    [InlineData("C9020102")]
    [InlineData("D20102")]
    [InlineData("D20105")]
    [InlineData("2D2D2D2D2D424547494E")]
    public async Task What_is_not_an_encrypted_message_is_refused(string hex) =>
        Assert.Contains(await Mail.RefusalAsync(Convert.FromHexString(hex), Options), (OpenPgpError[])[OpenPgpError.Malformed, OpenPgpError.Unsupported]);

    [Property]
    public async Task Random_bytes_are_refused(byte[] bytes) =>
        Assert.Contains(await Mail.RefusalAsync([0xC1, .. bytes], Options), Expected);
}
