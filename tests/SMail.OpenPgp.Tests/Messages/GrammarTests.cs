using System.Security.Cryptography;
using System.Text;
using SMail.OpenPgp.Packets;
using SMail.OpenPgp.Tests.Support;

namespace SMail.OpenPgp.Tests.Messages;

/// <summary>What may stand inside an encrypted packet (RFC 9580, section 10.3): properly encrypted, but not always proper.</summary>
public sealed class GrammarTests
{
    private static readonly byte[] Text = "line one\nline two\r\n"u8.ToArray();
    private static readonly byte[] Marker = Crafted.Of(PacketType.Marker, "PGP"u8.ToArray());

    private static DecryptOptions Options => new() { Keys = [TestKeys.Bob], Certificates = [TestKeys.Alice.Certificate, TestKeys.Carol.Certificate, TestKeys.Dora.Certificate] };

    public static TheoryData<string> Malformed => [.. Bad.Keys];

    private static Dictionary<string, byte[]> Bad { get; } = MakeBad();

    [Theory]
    [MemberData(nameof(Malformed))]
    public async Task Other_sequences_are_malformed(string name) =>
        Assert.Equal(OpenPgpError.Malformed, await Mail.RefusalAsync(await SealAsync(Bad[name]), Options));

    /// <summary>The same sequences, changed on the way: the change is what is reported, whatever they hold.</summary>
    [Theory]
    [MemberData(nameof(Malformed))]
    public async Task A_malformed_message_that_was_changed_fails_like_any_other(string name)
    {
        var message = await SealAsync(Bad[name]);
        message[^1] ^= 1;
        Assert.Equal(OpenPgpError.IntegrityFailure, await Mail.RefusalAsync(message, Options));
    }

    private static Dictionary<string, byte[]> MakeBad()
    {
        var (onePass, signature) = Crafted.Sign(TestKeys.Alice, Text);
        var literal = Crafted.Literal(Text);
        return new()
        {
            ["nothing"] = [],
            ["no packets"] = Text,
            ["only a marker"] = Marker,
            ["two literals"] = [.. literal, .. literal],
            ["a signature that was not announced"] = [.. literal, .. signature],
            ["an announced signature that is missing"] = [.. onePass, .. literal],
            ["one of two announced signatures missing"] = [.. onePass, .. onePass, .. literal, .. signature],
            ["a signature without data"] = [.. onePass, .. signature],
            ["literal data within the signatures"] = [.. onePass, .. literal, .. literal, .. signature],
            ["trailing garbage"] = [.. literal, 0x01],
            ["a cut literal"] = literal[..^1],
            ["a literal without its date"] = Crafted.Of(PacketType.LiteralData, (byte)'b', 0, 0),
            ["an unknown literal format"] = Crafted.Literal(Text, 'x'),
            ["a packet of keys"] = [.. Crafted.Of(PacketType.UserId, 65), .. literal],
            ["an unknown critical packet"] = [.. Crafted.Of((PacketType)39, 1), .. literal],
            ["an encrypted packet within"] = [.. Crafted.Of(PacketType.IntegrityProtectedData, new byte[60])],
            ["compressed nothing"] = Crafted.Compressed(1),
            ["two compressed packets"] = [.. Crafted.Compressed(1, literal), .. Crafted.Compressed(1, literal)],
            ["two literals in a compressed packet"] = Crafted.Compressed(2, [.. literal, .. literal]),
            ["damaged zlib"] = Crafted.Of(PacketType.CompressedData, [2, .. new byte[40]]),
            ["a compressed packet without an algorithm"] = Crafted.Of(PacketType.CompressedData),
            ["an announced signature outside that stands inside"] = [.. onePass, .. Crafted.Compressed(1, [.. literal, .. signature])],
        };
    }

    public static TheoryData<string> Accepted => [.. Fine.Keys];

    private static Dictionary<string, byte[]> Fine { get; } = MakeFine();

    [Theory]
    [MemberData(nameof(Accepted))]
    public async Task These_sequences_are_read_and_their_signatures_are_good(string name)
    {
        var (plaintext, signatures) = await Mail.DecryptAsync(await SealAsync(Fine[name]), Options);
        Assert.Equal(Text, plaintext);
        Assert.All(signatures, s => Assert.Equal(SignatureStatus.Good, s.Status));
        Assert.Equal(name.Contains("two signers", StringComparison.Ordinal) ? 2 : name.Contains("unsigned", StringComparison.Ordinal) ? 0 : 1, signatures.Count);
    }

    private static Dictionary<string, byte[]> MakeFine()
    {
        var (onePass, signature) = Crafted.Sign(TestKeys.Alice, Text);
        var (outerPass, outer) = Crafted.Sign(TestKeys.Carol, Text, isLast: false);
        var (textPass, textSignature) = Crafted.Sign(TestKeys.Alice, Encoding.ASCII.GetBytes("line one\r\nline two\r\n"), SignatureType.Text);
        var literal = Crafted.Literal(Text);
        return new()
        {
            ["unsigned"] = literal,
            ["unsigned, with markers and padding"] = [.. Marker, .. literal, .. Crafted.Of(PacketType.Padding, 1, 2, 3)],
            ["unsigned, with what others keep in keyrings"] = [.. Crafted.Of(PacketType.Trust, 1), .. literal, .. Crafted.Of(PacketType.Trust)],
            ["unsigned, with private and unknown packets"] = [.. Crafted.Of((PacketType)63, 9), .. Crafted.Of((PacketType)40), .. literal, .. Crafted.Of((PacketType)60, 1)],
            ["one pass"] = [.. onePass, .. literal, .. signature],
            ["a signature in front"] = [.. signature, .. literal],
            ["a signature in front, of version 6"] = [.. Crafted.Sign(TestKeys.Dora, Text).Signature, .. literal],
            ["one pass, with packets to be ignored between"] = [.. onePass, .. Marker, .. literal, .. Crafted.Of((PacketType)61), .. signature],
            ["two signers"] = [.. outerPass, .. onePass, .. literal, .. signature, .. outer],
            ["two signers, one in front"] = [.. outer, .. onePass, .. literal, .. signature],
            ["two signers, one around the compression"] = [.. outerPass, .. Crafted.Compressed(2, [.. onePass, .. literal, .. signature]), .. outer],
            ["zip"] = Crafted.Compressed(1, [.. onePass, .. literal, .. signature]),
            ["zlib within zip"] = Crafted.Compressed(1, Crafted.Compressed(2, [.. onePass, .. literal, .. signature])),
            ["a text signature"] = [.. textPass, .. Crafted.Literal(Text, 't'), .. textSignature],
        };
    }

    [Fact]
    public async Task Signatures_are_judged_in_the_order_in_which_they_begin()
    {
        var (plaintext, signatures) = await Mail.DecryptAsync(await SealAsync(Fine["two signers"]), Options);
        Assert.Equal([TestKeys.Carol.Certificate, TestKeys.Alice.Certificate], signatures.Select(s => s.Signer));
        Assert.Equal(Text, plaintext);
    }

    [Fact]
    public async Task A_bomb_is_stopped_by_its_ratio_before_its_size()
    {
        var bomb = Crafted.Compressed(1, Crafted.Literal(new byte[40 << 20]));
        Assert.True(bomb.Length < 100_000);
        Assert.Equal(OpenPgpError.LimitExceeded, await Mail.RefusalAsync(await SealAsync(bomb), Options));
    }

    [Fact]
    public async Task Layers_of_compression_are_limited()
    {
        var inside = Crafted.Literal(Text);
        for (var layer = 0; layer < 4; layer++)
            inside = Crafted.Compressed(1, inside);
        Assert.Equal(OpenPgpError.LimitExceeded, await Mail.RefusalAsync(await SealAsync(inside), Options));
    }

    [Fact]
    public async Task Plaintext_over_the_limit_is_refused_compressed_or_not()
    {
        var literal = Crafted.Literal(RandomNumberGenerator.GetBytes(5000));
        foreach (var inside in (byte[][])[literal, Crafted.Compressed(1, literal)])
        {
            var message = await SealAsync(inside);
            Assert.Equal(OpenPgpError.LimitExceeded, await Mail.RefusalAsync(message, Options with { MaxPlaintextBytes = 4999 }));
            Assert.Equal(5000, (await Mail.DecryptAsync(message, Options with { MaxPlaintextBytes = 5000 })).Plaintext.Length);
        }
    }

    [Fact]
    public async Task Compression_this_engine_does_not_know_is_unsupported() =>
        Assert.Equal(OpenPgpError.Unsupported, await Mail.RefusalAsync(await SealAsync(Crafted.Of(PacketType.CompressedData, 99, 1)), Options));

    private static Task<byte[]> SealAsync(byte[] inside) => Crafted.SealAsync(inside, TestKeys.Bob.Certificate);
}
