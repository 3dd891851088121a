using SMail.OpenPgp.Packets;
using SMail.OpenPgp.Tests.Support;

namespace SMail.OpenPgp.Tests.Messages;

public sealed class VerdictTests
{
    private static readonly byte[] Text = "what was signed"u8.ToArray();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Notations_and_recipients_come_back_as_given()
    {
        Notation[] notations = [new("role@smail.invalid", "body"), new("note@smail.invalid", "Grüße")];
        Fingerprint[] recipients = [TestKeys.Alice.Certificate.Fingerprint, TestKeys.Carol.Certificate.Fingerprint];
        var (keys, body) = await Mail.EncryptBodyAsync(Text, new()
        {
            Recipients = [TestKeys.Bob.Certificate],
            Signers = [TestKeys.Alice],
            Notations = notations,
            IntendedRecipients = recipients,
        });
        var (_, signatures) = await Mail.DecryptAsync(body, new DecryptOptions { Keys = [TestKeys.Bob], KeyPackets = keys[0].Bytes, Certificates = [TestKeys.Alice.Certificate] });
        var verdict = Assert.Single(signatures);
        Assert.Equal(SignatureStatus.Good, verdict.Status);
        Assert.Equal(notations, verdict.Notations);
        Assert.Equal(recipients, verdict.IntendedRecipients);
    }

    [Fact]
    public async Task A_detached_signature_is_good_for_its_bytes_only()
    {
        var signature = await Pgp.SignDetachedAsync(new MemoryStream(Text), new() { Signers = [TestKeys.Alice], Notations = [new("n@smail.invalid", "v")] }, Token);
        var verdict = await VerifyAsync(Text, signature, TestKeys.Bob.Certificate, TestKeys.Alice.Certificate);
        Assert.Equal((SignatureStatus.Good, TestKeys.Alice.Certificate), (verdict.Status, verdict.Signer));
        Assert.Equal([new Notation("n@smail.invalid", "v")], verdict.Notations);
        Assert.Empty(verdict.IntendedRecipients);
        Assert.Equal(SignatureStatus.Bad, (await VerifyAsync([.. Text, 0], signature, TestKeys.Alice.Certificate)).Status);
        Assert.Equal(SignatureStatus.UnknownKey, (await VerifyAsync(Text, signature, TestKeys.Bob.Certificate)).Status);
        Assert.Null((await VerifyAsync(Text, signature)).Signer);
    }

    /// <summary>One changed bit of its length leaves the rest of the hint to be read as more subpackets, which now and then they are.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    [InlineData(9)]
    public void A_key_id_of_another_length_is_malformed(int length) =>
        Assert.Throws<OpenPgpException>(() => new SignatureInfo(PublicKeyPacket.Version4, [], [new(SubpacketType.IssuerKeyId, Critical: false, new byte[length])]));

    [Fact]
    public async Task No_changed_bit_of_a_signature_leaves_it_good()
    {
        var signature = await Pgp.SignDetachedAsync(new MemoryStream(Text), new() { Signers = [TestKeys.Alice] }, Token);
        // The type of the unhashed subpacket, a hint, is all that is free to change.
        var free = 2 + SignaturePacket.Read(Packet.ReadAll(signature)[0].Body.Span).Signed.Length + 2 + 1;
        for (var bit = 0; bit < signature.Length * 8; bit++)
        {
            if (bit / 8 == free)
                continue;
            signature[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.DoesNotContain(await StatusesOrRefusalAsync(Text, signature, TestKeys.Alice.Certificate), s => s == SignatureStatus.Good);
            signature[bit / 8] ^= (byte)(1 << (bit % 8));
        }
        Assert.Equal([SignatureStatus.Good], await StatusesAsync(Text, signature, TestKeys.Alice.Certificate));
    }

    [Fact]
    public async Task Every_signature_has_its_own_verdict()
    {
        var signatures = await Pgp.SignDetachedAsync(new MemoryStream(Text), new() { Signers = [TestKeys.Alice, TestKeys.Bob, TestKeys.Carol] }, Token);
        Assert.Equal(
            [SignatureStatus.Good, SignatureStatus.UnknownKey, SignatureStatus.Good],
            await StatusesAsync(Text, signatures, TestKeys.Carol.Certificate, TestKeys.Alice.Certificate));
        byte[] withStrangers = [0xC2, 1, 99, .. signatures, 0xC2, 2, 4, 0];
        Assert.Equal(
            [SignatureStatus.Unsupported, SignatureStatus.UnknownKey, SignatureStatus.UnknownKey, SignatureStatus.Good, SignatureStatus.Bad],
            await StatusesAsync(Text, withStrangers, TestKeys.Carol.Certificate));
    }

    [Fact]
    public async Task No_signatures_make_no_verdicts_and_other_packets_are_refused()
    {
        Assert.Empty(await StatusesAsync(Text, [], TestKeys.Alice.Certificate));
        var refusal = await Assert.ThrowsAsync<OpenPgpException>(() => StatusesAsync(Text, TestKeys.Alice.Certificate.ToBytes(), TestKeys.Alice.Certificate));
        Assert.Equal(OpenPgpError.Malformed, refusal.Code);
    }

    /// <summary>A certification is a signature too, but not one of a document.</summary>
    [Fact]
    public async Task A_signature_of_another_type_is_not_taken_for_one_of_a_document()
    {
        var certification = TestKeys.Alice.Certificate.Packets.First(p => p.Type == PacketType.Signature);
        Assert.Equal([SignatureStatus.Unsupported], await StatusesAsync(Text, Packet.ToArray(certification.Type, certification.Body.Span), TestKeys.Alice.Certificate));
    }

    [Fact]
    public async Task A_signature_moved_from_one_message_to_another_is_bad()
    {
        var (onePass, signature) = Crafted.Sign(TestKeys.Alice, Text);
        var message = await Crafted.SealAsync([.. onePass, .. Crafted.Literal("other text"u8), .. signature], TestKeys.Bob.Certificate);
        var (_, signatures) = await Mail.DecryptAsync(message, TestKeys.Bob, TestKeys.Alice.Certificate);
        var verdict = Assert.Single(signatures);
        Assert.Equal(SignatureStatus.Bad, verdict.Status);
    }

    [Fact]
    public async Task A_signature_other_than_the_one_announced_is_bad()
    {
        var (_, signature) = Crafted.Sign(TestKeys.Alice, Text);
        foreach (var (onePass, _) in new[] { Crafted.Sign(TestKeys.Carol, Text), Crafted.Sign(TestKeys.Alice, Text, SignatureType.Text) })
        {
            var message = await Crafted.SealAsync([.. onePass, .. Crafted.Literal(Text), .. signature], TestKeys.Bob.Certificate);
            var (_, signatures) = await Mail.DecryptAsync(message, TestKeys.Bob, TestKeys.Alice.Certificate, TestKeys.Carol.Certificate);
            Assert.Equal(SignatureStatus.Bad, Assert.Single(signatures).Status);
        }
    }

    [Fact]
    public async Task Too_many_recipients_and_notations_for_one_signature_are_refused()
    {
        var options = new SignOptions { Signers = [TestKeys.Alice], Notations = [.. Enumerable.Repeat(new Notation("n@smail.invalid", new string('x', 1000)), 70)] };
        var refusal = await Assert.ThrowsAsync<OpenPgpException>(() => Pgp.SignDetachedAsync(new MemoryStream(Text), options, Token));
        Assert.Equal(OpenPgpError.LimitExceeded, refusal.Code);
    }

    private static async Task<SignatureVerdict> VerifyAsync(byte[] data, byte[] signatures, params Certificate[] certificates) =>
        Assert.Single(await Pgp.VerifyDetachedAsync(new MemoryStream(data), signatures, new() { Certificates = certificates }, Token));

    private static async Task<IEnumerable<SignatureStatus>> StatusesAsync(byte[] data, byte[] signatures, params Certificate[] certificates) =>
        (await Pgp.VerifyDetachedAsync(new MemoryStream(data), signatures, new() { Certificates = certificates }, Token)).Select(v => v.Status);

    /// <summary>Empty where the bytes are refused as a whole.</summary>
    private static async Task<IEnumerable<SignatureStatus>> StatusesOrRefusalAsync(byte[] data, byte[] signatures, Certificate certificate)
    {
        try
        {
            return await StatusesAsync(data, signatures, certificate);
        }
        catch (OpenPgpException)
        {
            return [];
        }
    }
}
