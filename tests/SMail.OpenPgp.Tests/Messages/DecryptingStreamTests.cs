using SMail.OpenPgp.Packets;
using SMail.OpenPgp.Primitives;
using SMail.OpenPgp.Tests.Support;

namespace SMail.OpenPgp.Tests.Messages;

/// <summary>The ways in which encrypted packets are read give nothing out behind a gap.</summary>
public sealed class DecryptingStreamTests
{
    [Theory]
    [InlineData("SEIPD v1")]
    [InlineData("SEIPD v2")]
    [InlineData("SED")]
    public async Task Where_the_source_breaks_off_no_later_read_goes_on(string kind)
    {
        using var key = kind == "SEIPD v2" ? SessionKey.GenerateUnnamed(CipherId.Aes256) : SessionKey.Generate(CipherId.Aes256);
        using var reader = await OpenAsync(kind, key);
        var buffer = new byte[1000];
        Assert.Throws<IOException>(() => reader.CopyTo(Stream.Null));
        for (var again = 0; again < 2; again++)
            Assert.Equal(OpenPgpError.IntegrityFailure, Assert.Throws<OpenPgpException>(() => reader.Read(buffer)).Code);
        Assert.Equal(OpenPgpError.IntegrityFailure, Assert.Throws<OpenPgpException>(reader.Drain).Code);
    }

    private static async Task<DecryptingStream> OpenAsync(string kind, SessionKey key)
    {
        var plaintext = new byte[300_000];
        if (kind == "SED")
            return new SedReader(new BreakingStream(plaintext), plaintext.Length, key);
        if (kind == "SEIPD v1")
            return new Seipd1Reader(new BreakingStream(Contents(await Crafted.BodyAsync(plaintext, key))[1..]), key);
        var contents = Contents(await Crafted.BodyAsync(plaintext, key, new AeadSuite(CipherId.Aes256, AeadId.Ocb)));
        return new Seipd2Reader(new BreakingStream(contents[Seipd2Header.Size..]), contents.Length, Seipd2Header.Read(contents.AsSpan(0, Seipd2Header.Size)), key);
    }

    private static byte[] Contents(byte[] packet) => Packet.ReadAll(packet).Single().Body.ToArray();

    /// <summary>Fails once in the middle of a block, and then goes on.</summary>
    private sealed class BreakingStream(byte[] content) : MemoryStream(content)
    {
        private bool broke;

        public override int Read(Span<byte> buffer)
        {
            if (Position < 100_000 || broke)
                return base.Read(buffer[..Math.Min(buffer.Length, 9999)]);
            broke = true;
            throw new IOException();
        }
    }
}
