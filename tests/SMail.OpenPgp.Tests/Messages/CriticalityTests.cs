using SMail.OpenPgp.Packets;
using SMail.OpenPgp.Primitives;
using SMail.OpenPgp.Tests.Support;

namespace SMail.OpenPgp.Tests.Messages;

/// <summary>What a signature over a document says must be understood where it says so (RFC 9580, section 5.2.3.7).</summary>
public sealed class CriticalityTests
{
    private static readonly byte[] Text = "what was signed"u8.ToArray();

    /// <summary>A human-readable notation: n@example.org=v.</summary>
    private static readonly byte[] Notation = [0x80, 0, 0, 0, 0, 13, 0, 1, .. "n@example.orgv"u8];

    [Theory]
    [InlineData(20)]
    [InlineData(99)]
    [InlineData(110)]
    [InlineData(6)]
    public async Task Unknown_subpackets_spoil_a_signature_only_when_critical(byte type)
    {
        var value = type == (byte)SubpacketType.NotationData ? Notation : [1, 2, 3, 0];
        foreach (var signer in (SecretKey[])[TestKeys.Alice, TestKeys.Dora])
        {
            Assert.Equal(SignatureStatus.Good, await StatusAsync(signer, w => w.Add((SubpacketType)type, value)));
            Assert.Equal(SignatureStatus.Unsupported, await StatusAsync(signer, w => w.Add((SubpacketType)type, value, critical: true)));
        }
    }

    [Fact]
    public async Task Known_subpackets_may_be_critical() =>
        Assert.Equal(SignatureStatus.Good, await StatusAsync(TestKeys.Alice, w => w.Add(SubpacketType.SignatureExpirationTime, [0, 1, 0, 0], critical: true)));

    private static async Task<SignatureStatus> StatusAsync(SecretKey signer, Action<SignatureWriter> say)
    {
        var now = DateTimeOffset.UtcNow;
        using var writer = new SignatureWriter(SignatureType.Binary, signer.SigningKey(now), HashId.Sha512, now);
        say(writer);
        using var digest = writer.NewDigest();
        digest.AppendData(Text);
        var options = new VerifyOptions { Certificates = [signer.Certificate] };
        return Assert.Single(await Pgp.VerifyDetachedAsync(new MemoryStream(Text), writer.Sign(digest), options, TestContext.Current.CancellationToken)).Status;
    }
}
