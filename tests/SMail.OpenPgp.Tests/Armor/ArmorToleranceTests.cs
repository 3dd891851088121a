using System.Text;
using SMail.OpenPgp.Tests.Support;

namespace SMail.OpenPgp.Tests.Armor;

/// <summary>Every form of armor that section 6 of RFC 9580 lets pass, read in one piece and byte by byte.</summary>
public sealed class ArmorToleranceTests
{
    private static readonly byte[] Bytes = [.. Enumerable.Range(0, 3).SelectMany(_ => Crafted.Literal("some bytes of a message, enough for two lines of armor"u8))];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string> Forms =>
    [
        "BEGIN\n\nDATAEND\n",
        "BEGIN\n\nDATAEND",
        "BEGIN\n\nDATA=AAAA\nEND\n",
        "BEGIN\n\nDATA=\nEND\n",
        "BEGIN\n\nDATA=AA==\nEND\n",
        "BEGIN\r\n\r\nDATA=AAAA\r\nEND\r\n",
        "BEGIN\nVersion: 1\nComment: with: colons - and dashes\nX-Unknown: \n\nDATAEND\n",
        "BEGIN\nHash: SHA256\nCharset: utf-8\n\nDATAEND\n",
        "BEGIN\n \t \nDATAEND\n",
        "BEGIN  \t\nVersion: 1 \n  \nDATAEND \t\n",
        "BEGIN\n\nDATA\n \nEND\n",
        "BEGIN\nDATAEND\n",
        "BEGIN\nDATA\nEND\n",
        "Dear reader,\n\n-- \nsee below:\nBEGIN\n\nDATA=AAAA\nEND\n\nYours, - - -\n",
        "\uFEFFBEGIN\n\nDATAEND\n",
    ];

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task It_is_read(string form)
    {
        var lines = string.Join('\n', Convert.ToBase64String(Bytes).Chunk(64).Select(line => new string(line))) + "\n";
        var text = Encoding.UTF8.GetBytes(form.Replace("BEGIN", "-----BEGIN PGP MESSAGE-----", StringComparison.Ordinal)
            .Replace("END", "-----END PGP MESSAGE-----", StringComparison.Ordinal).Replace("DATA", lines, StringComparison.Ordinal));
        Assert.Equal(Bytes, AsciiArmor.Decode(text));
        Assert.Equal(Bytes, AsciiArmor.DecodeAll(text));
        foreach (Stream source in (Stream[])[new MemoryStream(text), new TrickleStream(text, 1)])
        {
            using var binary = new MemoryStream();
            await Pgp.DearmorAsync(source, binary, Token);
            Assert.Equal(Bytes, binary.ToArray());
        }
    }

    /// <summary>A packet of type 47 begins like a byte order mark.</summary>
    [Theory]
    [InlineData("EF")]
    [InlineData("EFBB")]
    [InlineData("EF00")]
    [InlineData("EF02BBBF")]
    [InlineData("EFBB00")]
    public async Task What_begins_like_a_byte_order_mark_may_be_packets(string hex)
    {
        var bytes = Convert.FromHexString(hex);
        foreach (Stream source in (Stream[])[new MemoryStream(bytes), new TrickleStream(bytes, 1)])
        {
            using var binary = new MemoryStream();
            await Pgp.DearmorAsync(source, binary, Token);
            Assert.Equal(bytes, binary.ToArray());
        }
    }

    [Fact]
    public async Task What_is_written_has_no_headers()
    {
        using var armored = new MemoryStream();
        await Pgp.ArmorAsync(new MemoryStream(Bytes), armored, Token);
        using var message = new MemoryStream();
        await Pgp.EncryptAsync(new MemoryStream(Bytes), message, new() { Recipients = [TestKeys.Bob.Certificate], Armor = true }, Token);
        var signature = await Pgp.SignDetachedAsync(new MemoryStream(Bytes), new() { Signers = [TestKeys.Alice], Armor = true }, Token);
        foreach (var written in (byte[][])[armored.ToArray(), message.ToArray(), signature, Encoding.ASCII.GetBytes(TestKeys.Alice.Certificate.ToArmor())])
        {
            var text = Encoding.ASCII.GetString(written);
            Assert.DoesNotContain(':', text);
            Assert.Equal("", text.Split('\n')[1]);
        }
    }
}
