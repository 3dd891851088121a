using System.Security.Cryptography;
using FsCheck;
using FsCheck.Xunit;
using SMail.OpenPgp.Packets;
using SMail.OpenPgp.Primitives;
using SMail.OpenPgp.Tests.Support;

namespace SMail.OpenPgp.Tests.Messages;

/// <summary>Version 2 of the encrypted packet, version 6 keys and signatures.</summary>
public sealed class Version2Tests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<byte, byte> Suites()
    {
        var data = new TheoryData<byte, byte>();
        foreach (var cipher in (byte[])[7, 8, 9])
        {
            foreach (var aead in (byte[])[1, 2, 3])
                data.Add(cipher, aead);
        }
        return data;
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(65_520)]
    [InlineData(65_536)]
    [InlineData(200_000)]
    public async Task A_version_6_key_signs_and_reads(int size)
    {
        var plaintext = RandomNumberGenerator.GetBytes(size);
        var message = await Mail.EncryptAsync(plaintext, TestKeys.Dora, TestKeys.Dora.Certificate, TestKeys.Bob.Certificate);
        foreach (var reader in (SecretKey[])[TestKeys.Dora, TestKeys.Bob])
        {
            var (read, signatures) = await Mail.DecryptAsync(message, reader, TestKeys.Dora.Certificate);
            Assert.Equal(plaintext, read);
            var verdict = Assert.Single(signatures);
            Assert.Equal(SignatureStatus.Good, verdict.Status);
            Assert.Equal([TestKeys.Dora.Certificate.Fingerprint, TestKeys.Bob.Certificate.Fingerprint], verdict.IntendedRecipients);
        }
    }

    /// <summary>A reader that does not know the subpacket would refuse the signature for a critical one.</summary>
    [Fact]
    public void An_intended_recipient_is_not_critical()
    {
        const int hashedArea = 8;
        using var signer = new DocumentSigner(new() { Signers = [TestKeys.Dora] }, [TestKeys.Bob.Certificate.Fingerprint]);
        var signature = SignaturePacket.Read(Packet.ReadAll(signer.Sign().Single()).Single().Body.Span);

        var subpackets = Subpacket.ReadAll(signature.Signed[hashedArea..]);

        Assert.False(Assert.Single(subpackets, s => s.Type == SubpacketType.IntendedRecipient).Critical);
    }

    [Fact]
    public async Task Versions_go_together_and_the_oldest_recipient_decides()
    {
        Assert.Equal([(1, 6), (18, 2)], await VersionsAsync(TestKeys.Dora));
        Assert.Equal([(1, 6), (1, 6), (18, 2)], await VersionsAsync(TestKeys.Dora, TestKeys.Bob));
        Assert.Equal([(1, 3), (1, 3), (18, 1)], await VersionsAsync(TestKeys.Dora, TestKeys.OldBob));
        var mixed = await Mail.EncryptAsync([1, 2, 3], null, TestKeys.Dora.Certificate, TestKeys.OldBob.Certificate);
        Assert.Equal([1, 2, 3], (await Mail.DecryptAsync(mixed, TestKeys.Dora)).Plaintext);
        Assert.Equal([1, 2, 3], (await Mail.DecryptAsync(mixed, TestKeys.Bob)).Plaintext);
    }

    /// <summary>Key packets of the version that does not go with the body are passed over (section 10.3.2.1).</summary>
    [Fact]
    public async Task Key_packets_of_the_other_version_do_not_count()
    {
        using var unnamed = SessionKey.GenerateUnnamed(CipherId.Aes256);
        using var named = SessionKey.Read(CipherId.Aes256, unnamed.Key)!;
        var recipient = TestKeys.Dora.Certificate.Contents.EncryptionKey(DateTimeOffset.UtcNow)!;
        byte[] version3 = EncryptedKey.Make(recipient, named);
        byte[] version6 = EncryptedKey.Make(recipient, unnamed);
        var body = await SealAsync(Crafted.Literal([7]), unnamed, new(CipherId.Aes256, AeadId.Ocb));
        var options = new DecryptOptions { Keys = [TestKeys.Dora] };
        Assert.Equal(OpenPgpError.NoDecryptionKey, await Mail.RefusalAsync([.. version3, .. body], options));
        Assert.Equal([7], (await Mail.DecryptAsync([.. version3, .. version6, .. body], options)).Plaintext);
        var oldBody = await Crafted.BodyAsync(Crafted.Literal([8]), named);
        Assert.Equal(OpenPgpError.NoDecryptionKey, await Mail.RefusalAsync([.. version6, .. oldBody], options));
    }

    [Theory]
    [MemberData(nameof(Suites))]
    public async Task Every_suite_is_read_with_chunks_of_every_size(byte cipher, byte aead)
    {
        var suite = new AeadSuite((CipherId)cipher, (AeadId)aead);
        using var sessionKey = SessionKey.GenerateUnnamed(suite.Cipher);
        var key = EncryptedKey.Make(TestKeys.Dora.Certificate.Contents.EncryptionKey(DateTimeOffset.UtcNow)!, sessionKey);
        var plaintext = RandomNumberGenerator.GetBytes(70_000);
        foreach (var chunk in (byte[])[0, 1, 6, 10, 16])
        {
            byte[] message = [.. key, .. await SealAsync(Crafted.Literal(plaintext), sessionKey, suite, chunk)];
            Assert.Equal(plaintext, (await Mail.DecryptAsync(message, TestKeys.Dora)).Plaintext);
        }
    }

    [Fact]
    public async Task Chunks_cannot_be_swapped_left_out_or_ended_early()
    {
        using var sessionKey = SessionKey.GenerateUnnamed(CipherId.Aes256);
        var key = EncryptedKey.Make(TestKeys.Dora.Certificate.Contents.EncryptionKey(DateTimeOffset.UtcNow)!, sessionKey);
        var packet = await SealAsync(Crafted.Literal(new byte[500]), sessionKey, new(CipherId.Aes256, AeadId.Ocb), chunk: 0);
        var body = Packet.ReadAll(packet)[0].Body.ToArray();
        var (start, chunks) = (body[..36], body[36..].Chunk(80).ToList());
        byte[][] changed =
        [
            [.. start, .. chunks[1], .. chunks[0], .. chunks.Skip(2).SelectMany(c => c)],
            [.. start, .. chunks.Skip(1).SelectMany(c => c)],
            [.. start, .. chunks.SkipLast(1).SelectMany(c => c)],
            [.. start, .. chunks.SelectMany(c => c).SkipLast(16)],
            [.. start, .. chunks[0], .. chunks.SelectMany(c => c).TakeLast(16)],
            start,
            [.. start, .. new byte[16]],
        ];
        foreach (var other in changed)
            Assert.Equal(OpenPgpError.IntegrityFailure, await Mail.RefusalAsync([.. key, .. Crafted.Of(PacketType.IntegrityProtectedData, other)], new() { Keys = [TestKeys.Dora] }));
        foreach (var (at, value) in ((int, byte)[])[(1, 10), (2, 4), (3, 17)])
        {
            byte[] odd = [.. body];
            odd[at] = value;
            Assert.Equal(OpenPgpError.Unsupported, await Mail.RefusalAsync([.. key, .. Crafted.Of(PacketType.IntegrityProtectedData, odd)], new() { Keys = [TestKeys.Dora] }));
        }
    }

    /// <summary>What all recipients ask for is taken, else what all must have.</summary>
    [Fact]
    public void The_suite_is_one_that_all_ask_for()
    {
        AeadSuite ocb = new(CipherId.Aes256, AeadId.Ocb), gcm = new(CipherId.Aes256, AeadId.Gcm);
        Assert.Equal(ocb, AeadSuite.Choose([[gcm, ocb], [ocb]]));
        Assert.Equal(gcm, AeadSuite.Choose([[gcm, ocb], [gcm]]));
        Assert.Equal(AeadSuite.Mandatory, AeadSuite.Choose([[gcm], [ocb]]));
        Assert.Equal(AeadSuite.Mandatory, AeadSuite.Choose([[], [ocb]]));
    }

    [Property(MaxTest = 300)]
    public async Task Contents_are_padded_to_one_of_few_sizes(PositiveInt some)
    {
        var size = some.Get % 3 == 0 ? some.Get : (long)some.Get * some.Get;
        var padded = PaddingPacket.PaddedSize(size);
        Assert.InRange(padded, size + 2, Math.Max(size + 8, size + 3 + (size / 8)));
        using var output = new MemoryStream();
        await PaddingPacket.WriteAsync(output, size, Token);
        Assert.Equal(padded - size, output.Length);
        Assert.Equal(PacketType.Padding, Assert.Single(Packet.ReadAll(output.ToArray())).Type);
    }

    [Fact]
    public async Task Every_padding_has_exactly_the_size_asked_for()
    {
        for (var size = 1000; size < 40_000; size += 7)
        {
            using var output = new MemoryStream();
            await PaddingPacket.WriteAsync(output, size, Token);
            Assert.Equal(PaddingPacket.PaddedSize(size) - size, output.Length);
        }
    }

    [Fact]
    public async Task Near_sizes_look_the_same()
    {
        var sizes = new HashSet<int>();
        for (var size = 100_000; size < 101_000; size += 50)
            sizes.Add((await Mail.EncryptBodyAsync(new byte[size], new() { Recipients = [TestKeys.Dora.Certificate] })).Body.Length);
        Assert.InRange(sizes.Count, 1, 2);
    }

    [Property(MaxTest = 40)]
    public async Task Streams_of_any_cut_give_the_same_message(PositiveInt size, PositiveInt[] cuts)
    {
        var plaintext = RandomNumberGenerator.GetBytes(size.Get * 997 % 300_000);
        using var output = new MemoryStream();
        await Pgp.EncryptAsync(new TrickleStream(plaintext, [.. cuts.Select(c => c.Get * 101)]), output, new() { Recipients = [TestKeys.Dora.Certificate], Signers = [TestKeys.Dora] }, Token);
        var (read, signatures) = await Mail.DecryptAsync(output.ToArray(), TestKeys.Dora, TestKeys.Dora.Certificate);
        Assert.Equal(plaintext, read);
        Assert.Equal(SignatureStatus.Good, Assert.Single(signatures).Status);
    }

    [Fact]
    public void A_version_6_key_needs_no_user_id_but_its_direct_key_signature()
    {
        using var key = Pgp.GenerateKey(new() { UserIds = [], Profile = OpenPgpProfile.Rfc9580 });
        Assert.Equal(6, key.Certificate.Fingerprint.KeyVersion);
        Assert.True(key.Certificate.CanEncrypt(DateTimeOffset.UtcNow));
        Assert.Equal(key.ExportUnprotected(), SecretKey.Read(key.ExportUnprotected()).ExportUnprotected());
        var stripped = new CertificateEditor(TestKeys.Dora).RemoveSignatures(SignatureType.DirectKey).Certificate;
        Assert.False(stripped.CanEncrypt(DateTimeOffset.UtcNow));
        Assert.Equal(["Dora <dora@example.org>"], TestKeys.Dora.Certificate.UserIds);
    }

    private static async Task<List<(int, int)>> VersionsAsync(params SecretKey[] recipients)
    {
        var message = await Mail.EncryptAsync([1], TestKeys.Dora, [.. recipients.Select(r => r.Certificate)]);
        return [.. Packet.ReadAll(message).Select(p => ((int)p.Type, (int)p.Body.Span[0]))];
    }

    private static async Task<byte[]> SealAsync(byte[] inside, SessionKey sessionKey, AeadSuite suite, byte chunk = 10)
    {
        var header = Seipd2Header.Read([2, (byte)suite.Cipher, (byte)suite.Aead, chunk, .. RandomNumberGenerator.GetBytes(32)]);
        using var body = new MemoryStream();
        using var writer = new Seipd2Writer(body, header, sessionKey, length: null);
        await writer.WriteAsync(inside, Token);
        await writer.CompleteAsync(Token);
        return Packet.ToArray(PacketType.IntegrityProtectedData, body.ToArray());
    }
}
