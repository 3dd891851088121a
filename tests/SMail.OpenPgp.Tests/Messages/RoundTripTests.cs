using System.Security.Cryptography;
using FsCheck;
using FsCheck.Xunit;
using SMail.OpenPgp.Packets;
using SMail.OpenPgp.Tests.Support;

namespace SMail.OpenPgp.Tests.Messages;

public sealed class RoundTripTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Around the sizes at which headers, blocks and buffers change.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(185)]
    [InlineData(186)]
    [InlineData(8377)]
    [InlineData(8378)]
    [InlineData(65_470)]
    [InlineData(65_536)]
    [InlineData(131_072)]
    [InlineData(3_000_000)]
    public async Task What_is_signed_and_encrypted_comes_back_with_a_good_verdict(int size)
    {
        var plaintext = RandomNumberGenerator.GetBytes(size);
        var message = await Mail.EncryptAsync(plaintext, TestKeys.Alice, TestKeys.Bob.Certificate);
        var (decrypted, signatures) = await Mail.DecryptAsync(message, TestKeys.Bob, TestKeys.Alice.Certificate);
        Assert.Equal(plaintext, decrypted);
        var verdict = Assert.Single(signatures);
        Assert.Equal(SignatureStatus.Good, verdict.Status);
        Assert.Same(TestKeys.Alice.Certificate, verdict.Signer);
        Assert.Equal([TestKeys.Bob.Certificate.Fingerprint], verdict.IntendedRecipients);
    }

    /// <summary>Every size around the end of the cipher's buffer: the code at the end then lies in two of them.</summary>
    [Property(MaxTest = 60)]
    public async Task Sizes_around_a_buffer_come_back(NonNegativeInt offset, bool signed)
    {
        var plaintext = RandomNumberGenerator.GetBytes(65_536 - 90 + (offset.Get % 120));
        var message = await Mail.EncryptAsync(plaintext, signed ? TestKeys.Alice : null, TestKeys.Bob.Certificate);
        Assert.Equal(plaintext, (await Mail.DecryptAsync(message, TestKeys.Bob)).Plaintext);
    }

    [Property(MaxTest = 60)]
    public async Task However_the_streams_deliver_the_message_is_the_same(byte[] plaintext, PositiveInt[] sizes)
    {
        var pieces = sizes.Select(s => s.Get).ToArray();
        using var output = new MemoryStream();
        await Pgp.EncryptAsync(new TrickleStream(plaintext, pieces), output, new() { Recipients = [TestKeys.Bob.Certificate], Signers = [TestKeys.Alice] }, Token);
        using var decrypted = await Pgp.DecryptAsync(
            new TrickleStream(output.ToArray(), pieces), new() { Keys = [TestKeys.Bob], Certificates = [TestKeys.Alice.Certificate] }, Token);
        using var back = new MemoryStream();
        await decrypted.Content.CopyToAsync(back, Token);
        Assert.Equal(plaintext, back.ToArray());
        Assert.Equal(SignatureStatus.Good, Assert.Single(decrypted.Signatures).Status);
    }

    [Theory]
    [InlineData(200_000)]
    [InlineData(65_536)]
    public async Task A_long_stream_of_unknown_length_is_sent_in_parts(int size)
    {
        var plaintext = RandomNumberGenerator.GetBytes(size);
        using var output = new MemoryStream();
        await Pgp.EncryptAsync(new TrickleStream(plaintext, 1000, 70_000), output, new() { Recipients = [TestKeys.Bob.Certificate], Signers = [TestKeys.Alice] }, Token);
        Assert.Equal(SealedKind.Message, Pgp.InspectSealed(output.ToArray()));
        var (decrypted, signatures) = await Mail.DecryptAsync(output.ToArray(), TestKeys.Bob, TestKeys.Alice.Certificate);
        Assert.Equal(plaintext, decrypted);
        Assert.Equal(SignatureStatus.Good, Assert.Single(signatures).Status);
    }

    [Fact]
    public async Task A_body_of_known_length_has_one_header_that_covers_it()
    {
        var (_, body) = await Mail.EncryptBodyAsync(RandomNumberGenerator.GetBytes(100_000), new() { Recipients = [TestKeys.Bob.Certificate], Signers = [TestKeys.Alice] });
        Assert.True(PacketHeader.TryRead(body, out var header, out var size));
        Assert.Equal((PacketType.IntegrityProtectedData, LengthKind.Final), (header.Type, header.Length.Kind));
        Assert.Equal(body.Length, size + header.Length.Octets);
    }

    [Fact]
    public async Task The_plaintext_is_taken_from_where_its_stream_stands()
    {
        using var plaintext = new MemoryStream("skipped, sent"u8.ToArray()) { Position = 9 };
        using var output = new MemoryStream();
        await Pgp.EncryptAsync(plaintext, output, new() { Recipients = [TestKeys.Bob.Certificate], Signers = [TestKeys.Alice] }, Token);
        Assert.Equal("sent"u8.ToArray(), (await Mail.DecryptAsync(output.ToArray(), TestKeys.Bob)).Plaintext);
    }

    [Fact]
    public async Task Each_key_packet_opens_the_body_for_its_recipient_and_for_nobody_else()
    {
        var (keys, body) = await Mail.EncryptBodyAsync([1, 2, 3], new() { Recipients = [TestKeys.Bob.Certificate, TestKeys.Carol.Certificate] });
        Assert.Equal([TestKeys.Bob.Certificate.Fingerprint, TestKeys.Carol.Certificate.Fingerprint], keys.Select(k => k.Recipient));
        foreach (var (packet, key) in keys.Zip([TestKeys.Bob, TestKeys.Carol]))
        {
            Assert.Equal(SealedKind.Message, Pgp.InspectSealed([.. packet.Bytes.Span, .. body]));
            Assert.Equal([1, 2, 3], (await Mail.DecryptAsync(body, new DecryptOptions { Keys = [key], KeyPackets = packet.Bytes })).Plaintext);
            Assert.Equal(OpenPgpError.NoDecryptionKey, await Mail.RefusalAsync(body, new() { Keys = [TestKeys.Alice], KeyPackets = packet.Bytes }));
        }
        Assert.Equal(OpenPgpError.NoDecryptionKey, await Mail.RefusalAsync(body, new() { Keys = [TestKeys.Carol], KeyPackets = keys[0].Bytes }));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(65_535)]
    [InlineData(65_536)]
    [InlineData(65_537)]
    [InlineData(400_000)]
    public async Task Memory_that_its_owner_shows_is_taken_from_where_it_stands_to_its_end(int length)
    {
        var whole = RandomNumberGenerator.GetBytes(length + 30);
        using var plaintext = new MemoryStream(whole, 10, length + 10, writable: false, publiclyVisible: true) { Position = 10 };
        using var body = new MemoryStream();
        var keys = await Pgp.EncryptBodyAsync(plaintext, body, new() { Recipients = [TestKeys.Bob.Certificate], Signers = [TestKeys.Alice] }, Token);
        Assert.Equal(plaintext.Length, plaintext.Position);
        var (found, signatures) = await Mail.DecryptAsync(body.ToArray(), new DecryptOptions { Keys = [TestKeys.Bob], KeyPackets = keys[0].Bytes, Certificates = [TestKeys.Alice.Certificate] });
        Assert.Equal(whole[20..(20 + length)], found);
        Assert.Equal(SignatureStatus.Good, Assert.Single(signatures).Status);
    }

    [Fact]
    public async Task A_prepared_body_opens_with_the_key_packets_that_were_made_before_it_and_is_written_once()
    {
        using var prepared = Pgp.PrepareBody(new() { Recipients = [TestKeys.Bob.Certificate, TestKeys.Carol.Certificate], Signers = [TestKeys.Alice] }, Token);
        var keys = prepared.KeyPackets;
        Assert.Equal([TestKeys.Bob.Certificate.Fingerprint, TestKeys.Carol.Certificate.Fingerprint], keys.Select(k => k.Recipient));
        using var body = new MemoryStream();
        await prepared.WriteAsync(new MemoryStream([1, 2, 3]), body, Token);
        foreach (var (packet, key) in keys.Zip([TestKeys.Bob, TestKeys.Carol]))
            Assert.Equal([1, 2, 3], (await Mail.DecryptAsync(body.ToArray(), new DecryptOptions { Keys = [key], KeyPackets = packet.Bytes })).Plaintext);
        // A second body under the same session key would tell what two plaintexts have in common.
        await Assert.ThrowsAsync<InvalidOperationException>(() => prepared.WriteAsync(new MemoryStream([4]), body, Token));
        Assert.Throws<ArgumentException>(() => Pgp.PrepareBody(new() { Recipients = [] }, Token));
    }

    [Fact]
    public async Task No_two_encryptions_are_alike()
    {
        var first = await Mail.EncryptBodyAsync([1, 2, 3], new() { Recipients = [TestKeys.Bob.Certificate] });
        var second = await Mail.EncryptBodyAsync([1, 2, 3], new() { Recipients = [TestKeys.Bob.Certificate] });
        Assert.NotEqual(first.Body[3..], second.Body[3..]);
        Assert.NotEqual(first.Keys[0].Bytes.ToArray()[12..], second.Keys[0].Bytes.ToArray()[12..]);
    }

    [Fact]
    public async Task A_stream_that_shrinks_while_it_is_read_is_an_error()
    {
        using var output = new MemoryStream();
        await Assert.ThrowsAsync<IOException>(() => Pgp.EncryptAsync(new LyingStream(), output, new() { Recipients = [TestKeys.Bob.Certificate] }, Token));
    }

    [Fact]
    public async Task Cancelling_stops_the_work()
    {
        using var source = new CancellationTokenSource();
        await source.CancelAsync();
        var message = await Mail.EncryptAsync(new byte[1000], null, TestKeys.Bob.Certificate);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Pgp.DecryptAsync(new MemoryStream(message), new() { Keys = [TestKeys.Bob] }, source.Token));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Pgp.EncryptAsync(new MemoryStream(message), new MemoryStream(), new() { Recipients = [TestKeys.Bob.Certificate] }, source.Token));
    }

    private sealed class LyingStream : MemoryStream
    {
        internal LyingStream() : base(new byte[10])
        {
        }

        public override long Length => 20;
    }
}
