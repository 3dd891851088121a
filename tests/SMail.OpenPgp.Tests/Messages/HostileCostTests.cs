using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using SMail.OpenPgp.Packets;
using SMail.OpenPgp.Primitives;
using SMail.OpenPgp.Tests.Support;

namespace SMail.OpenPgp.Tests.Messages;

/// <summary>What a stranger's message may cost has an end.</summary>
public sealed class HostileCostTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Layers_of_compression_share_one_budget_also_where_they_are_passed_over()
    {
        // Each layer stays within its ratio; three of them would make 600 GiB of packets that nobody reads.
        var ignored = new byte[1 << 20];
        (ignored[0], ignored[1]) = (0xC0 | 60, 255);
        BinaryPrimitives.WriteUInt32BigEndian(ignored.AsSpan(2), (uint)ignored.Length - 6);
        var inner = Repeat(Deflated(ignored, 240), 1 << 20);
        using var outer = new MemoryStream();
        outer.Write([0xA3, 1]);
        outer.Write(Deflated([0xA3, 1], 1));
        var piece = Deflated(inner, 240);
        while (outer.Length < 15 << 20)
            outer.Write(piece);
        var message = await Crafted.SealAsync(Crafted.Compressed(1, outer.ToArray()), TestKeys.Bob.Certificate);
        Assert.Equal(OpenPgpError.LimitExceeded, await Mail.RefusalAsync(message, new() { Keys = [TestKeys.Bob], MaxPlaintextBytes = 1 << 20 }));
    }

    [Theory]
    [InlineData(128, OpenPgpError.NoDecryptionKey)]
    [InlineData(129, OpenPgpError.LimitExceeded)]
    public async Task Only_so_many_key_packets_are_tried(int count, OpenPgpError expected)
    {
        using var sessionKey = SessionKey.GenerateUnnamed(CipherId.Aes256);
        var other = EncryptedKey.Make(TestKeys.Carol.Certificate.Contents.EncryptionKey(DateTimeOffset.UtcNow)!, sessionKey, hidden: true);
        var message = await Mail.EncryptAsync([1], TestKeys.Alice, TestKeys.Dora.Certificate);
        var body = Packet.ReadAll(message)[^1];
        byte[] hostile = [.. Enumerable.Repeat(other, count).SelectMany(b => b), .. Packet.ToArray(body.Type, body.Body.Span)];
        Assert.Equal(expected, await Mail.RefusalAsync(hostile, new() { Keys = [TestKeys.Bob] }));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task A_key_packet_is_taken_up_to_its_limit_in_any_pieces(int over)
    {
        var strange = Crafted.Of(PacketType.PublicKeyEncryptedSessionKey, [3, .. new byte[EncryptedKey.MaxBytes - 1 + over]]);
        byte[] message = [.. strange, .. await Mail.EncryptAsync([7], null, TestKeys.Bob.Certificate)];
        var decrypting = Pgp.DecryptAsync(new TrickleStream(message, 1, 100, 3000), new() { Keys = [TestKeys.Bob] }, Token);
        if (over > 0)
            Assert.Equal(OpenPgpError.LimitExceeded, (await Assert.ThrowsAsync<OpenPgpException>(() => decrypting)).Code);
        else
            Assert.Equal(7, (await decrypting).Content.ReadByte());
    }

    [Theory]
    [InlineData(2)]
    [InlineData(40)]
    public void Key_packets_are_not_made_for_who_has_cancelled(int recipients)
    {
        var options = new EncryptOptions { Recipients = [.. Enumerable.Repeat(TestKeys.Bob.Certificate, recipients)] };
        Assert.ThrowsAny<OperationCanceledException>(() => Pgp.PrepareBody(options, new CancellationToken(canceled: true)));
    }

    [Fact]
    public async Task Key_packets_for_anyone_do_not_crowd_out_the_one_that_names_the_key()
    {
        using var wrong = SessionKey.GenerateUnnamed(CipherId.Aes256);
        var decoy = EncryptedKey.Make(TestKeys.Dora.Certificate.Contents.EncryptionKey(DateTimeOffset.UtcNow)!, wrong, hidden: true);
        byte[] hostile = [.. Enumerable.Repeat(decoy, 20).SelectMany(b => b), .. await Mail.EncryptAsync([7], null, TestKeys.Dora.Certificate)];
        Assert.Equal([7], (await Mail.DecryptAsync(hostile, new DecryptOptions { Keys = [TestKeys.Dora] })).Plaintext);
    }

    [Fact]
    public async Task Every_session_key_that_is_given_is_tried()
    {
        string? kept = null;
        using var message = new MemoryStream();
        await Pgp.EncryptAsync(new MemoryStream([5]), message, new() { Recipients = [TestKeys.Dora.Certificate], OnSessionKey = key => kept = key.Export() }, Token);
        using var right = SessionKey.Parse(kept!);
        var wrong = Enumerable.Range(0, 9).Select(_ => SessionKey.GenerateUnnamed(CipherId.Aes256));
        Assert.Equal([5], (await Mail.DecryptAsync(message.ToArray(), new DecryptOptions() { SessionKeys = [.. wrong, right] })).Plaintext);
    }

    [Theory]
    [InlineData("and more\n", true)]
    [InlineData(" \r\n\n", false)]
    public async Task Text_behind_a_cleartext_signature_is_refused(string behind, bool isRefused)
    {
        byte[] message = [.. await SignedAsync(), .. Encoding.UTF8.GetBytes(behind)];
        var verifying = Pgp.VerifyInlineAsync(new MemoryStream(message), new() { Certificates = [TestKeys.Alice.Certificate] }, Token);
        if (isRefused)
            Assert.Equal(OpenPgpError.Malformed, (await Assert.ThrowsAsync<OpenPgpException>(() => verifying)).Code);
        else
            Assert.Equal(SignatureStatus.Good, Assert.Single((await verifying).Signatures).Status);
    }

    [Theory]
    [InlineData("\u00a0")]
    [InlineData("\f")]
    [InlineData("\u2028")]
    public async Task Only_spaces_and_tabs_make_the_blank_line_of_a_cleartext_message(string blank)
    {
        var text = Encoding.UTF8.GetString(await SignedAsync()).Replace("\n\nhello", $"\n{blank}\nhello", StringComparison.Ordinal);
        await Assert.ThrowsAsync<OpenPgpException>(() => Pgp.VerifyInlineAsync(new MemoryStream(Encoding.UTF8.GetBytes(text)), new() { Certificates = [TestKeys.Alice.Certificate] }, Token));
    }

    [Fact]
    public async Task A_cleartext_message_has_only_so_many_lines()
    {
        byte[] message = [.. Encoding.ASCII.GetBytes(CleartextMessage.Begin + "\n\n"), .. Repeat([(byte)'\n'], 1_100_000)];
        var refused = await Assert.ThrowsAsync<OpenPgpException>(() => Pgp.VerifyInlineAsync(new MemoryStream(message), new(), Token));
        Assert.Equal(OpenPgpError.LimitExceeded, refused.Code);
    }

    [Fact]
    public async Task A_message_disposed_while_another_thread_reads_it_leaves_its_plaintext_nowhere()
    {
        var message = await Mail.EncryptAsync(Repeat([0x5A], 1 << 20), TestKeys.Alice, TestKeys.Dora.Certificate);
        for (var round = 0; round < 300; round++)
        {
            var streamed = await Pgp.DecryptStreamingAsync(new MemoryStream(message), new() { Keys = [TestKeys.Dora] }, Token);
            var reading = Task.Run(() => Record.Exception(() => streamed.Content.CopyTo(Stream.Null)), Token);
            Thread.SpinWait(round * 13);
            streamed.Dispose();
            var next = Enumerable.Range(0, 4).Select(_ => new SecretBytes(65536)).ToList();
            Assert.True(await reading is null or ObjectDisposedException);
            Assert.All(next, buffer => Assert.False(buffer.Span.ContainsAnyExcept((byte)0)));
            next.ForEach(buffer => buffer.Dispose());
        }
    }

    [Fact]
    public void A_buffer_disposed_twice_goes_to_one_owner()
    {
        var buffer = new SecretBytes(4096);
        buffer.Dispose();
        buffer.Dispose();
        var next = Enumerable.Range(0, 40).Select(_ => new SecretBytes(4096)).ToList();
        for (var i = 0; i < next.Count; i++)
            next[i].Span[0] = (byte)i;
        Assert.Equal(Enumerable.Range(0, 40), next.Select(b => (int)b.Span[0]));
        next.ForEach(b => b.Dispose());
    }

    private static async Task<byte[]> SignedAsync()
    {
        using var message = new MemoryStream();
        await Pgp.SignCleartextAsync(new MemoryStream("hello"u8.ToArray()), message, new() { Signers = [TestKeys.Alice] }, Token);
        return message.ToArray();
    }

    /// <summary>A piece of a deflate stream that others can follow, padded with empty blocks so that it does not shrink by more than a ratio.</summary>
    private static byte[] Deflated(byte[] data, double ratio)
    {
        using var whole = new MemoryStream();
        using (var deflate = new DeflateStream(whole, CompressionLevel.Optimal, leaveOpen: true))
        {
            deflate.Write(data);
            deflate.Flush();
        }
        var bytes = whole.ToArray();
        var end = bytes.AsSpan().LastIndexOf((ReadOnlySpan<byte>)[0, 0, 0xFF, 0xFF]) + 4;
        using var piece = new MemoryStream();
        piece.Write(bytes, 0, end);
        while (data.Length / (double)piece.Length > ratio)
            piece.Write([0, 0, 0, 0xFF, 0xFF]);
        return piece.ToArray();
    }

    private static byte[] Repeat(byte[] unit, int atLeast)
    {
        using var all = new MemoryStream();
        while (all.Length < atLeast)
            all.Write(unit);
        return all.ToArray();
    }
}
