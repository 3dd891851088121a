using System.Security.Cryptography;
using FsCheck;
using FsCheck.Xunit;
using SMail.OpenPgp.Packets;
using SMail.OpenPgp.Primitives;
using SMail.OpenPgp.Tests.Support;

namespace SMail.OpenPgp.Tests.Messages;

/// <summary>Messages read while they arrive: only what was encrypted comes out, and nothing says "whole" before the end.</summary>
public sealed class StreamingTests
{
    private const int Chunk = 64 * 1024;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static DecryptOptions Options => new() { Keys = [TestKeys.Dora], Certificates = [TestKeys.Bob.Certificate] };

    [Property(MaxTest = 60)]
    public async Task It_reads_what_the_checked_way_reads(PositiveInt size, PositiveInt[] cuts, bool signed, bool armored)
    {
        var plaintext = RandomNumberGenerator.GetBytes(size.Get * 4099 % 400_000);
        using var message = new MemoryStream();
        await Pgp.EncryptAsync(new MemoryStream(plaintext), message, new() { Recipients = [TestKeys.Dora.Certificate], Signers = signed ? [TestKeys.Bob] : [], Armor = armored }, Token);
        var (expected, verdicts) = await Mail.DecryptAsync(message.ToArray(), Options);
        using var streamed = await Pgp.DecryptStreamingAsync(new TrickleStream(message.ToArray(), [.. cuts.Select(c => c.Get * 307)]), Options, Token);
        Assert.Throws<InvalidOperationException>(() => streamed.Signatures);
        using var read = new MemoryStream();
        await streamed.Content.CopyToAsync(read, 1 + (size.Get * 31 % 100_000), Token);
        Assert.Equal(expected, read.ToArray());
        Assert.True(streamed.IsComplete);
        Assert.Equal(verdicts.Select(v => (v.Status, v.Signer)), streamed.Signatures.Select(v => (v.Status, v.Signer)));
        Assert.Equal(signed, streamed.Signatures.Count == 1 && streamed.Signatures[0].Status == SignatureStatus.Good);
    }

    /// <summary>Whatever is changed: what comes out before the error is a beginning of what went in, in whole chunks.</summary>
    [Property(MaxTest = 100)]
    public async Task A_changed_message_ends_in_an_error_and_what_came_before_is_true(NonNegativeInt where, bool cut)
    {
        var plaintext = RandomNumberGenerator.GetBytes(5 * Chunk);
        var message = await Mail.EncryptAsync(plaintext, TestKeys.Bob, TestKeys.Dora.Certificate);
        var at = (int)(where.Get * 7919L % message.Length);
        if (cut)
            message = message[..at];
        else
            message[at] ^= (byte)(1 << (where.Get % 8));
        using var read = new MemoryStream();
        StreamedMessage? streamed = null;
        var refusal = await Assert.ThrowsAsync<OpenPgpException>(async () =>
        {
            streamed = await Pgp.DecryptStreamingAsync(new TrickleStream(message, 10_000), Options, Token);
            await streamed.Content.CopyToAsync(read, Token);
        });
        Assert.True(plaintext.AsSpan().StartsWith(read.ToArray()));
        Assert.InRange(read.Length, 0, Math.Max(0, at));
        if (streamed is null)
            return;
        Assert.False(streamed.IsComplete);
        Assert.Throws<InvalidOperationException>(() => streamed.Signatures);
        var again = await Assert.ThrowsAsync<OpenPgpException>(async () => await streamed.Content.ReadExactlyAsync(new byte[1], Token));
        Assert.Equal(refusal.Code, again.Code);
        streamed.Dispose();
    }

    [Fact]
    public async Task The_first_chunk_comes_out_before_the_last_has_come_in()
    {
        var plaintext = RandomNumberGenerator.GetBytes(20 * Chunk);
        var message = await Mail.EncryptAsync(plaintext, TestKeys.Bob, TestKeys.Dora.Certificate);
        var source = new CountingStream(message);
        using var streamed = await Pgp.DecryptStreamingAsync(source, Options, Token);
        var first = new byte[Chunk / 2];
        await streamed.Content.ReadExactlyAsync(first, Token);
        Assert.Equal(plaintext[..first.Length], first);
        Assert.InRange(source.Count, Chunk, 4 * Chunk);
    }

    [Fact]
    public async Task Nothing_is_whole_while_something_may_still_follow()
    {
        var message = await Mail.EncryptAsync([1, 2, 3], TestKeys.Bob, TestKeys.Dora.Certificate);
        byte[] longer = [.. message, 0xCB, 8, 0x62, 0, 0, 0, 0, 0, 1, 2];
        var refusal = await Assert.ThrowsAsync<OpenPgpException>(() => ReadAsync(longer, Options));
        Assert.Equal(OpenPgpError.Malformed, refusal.Code);
    }

    [Fact]
    public async Task Version_1_never_streams()
    {
        var message = await Mail.EncryptAsync([1], TestKeys.Bob, TestKeys.OldBob.Certificate);
        var refusal = await Assert.ThrowsAsync<OpenPgpException>(() => ReadAsync(message, new() { Keys = [TestKeys.Bob] }));
        Assert.Equal(OpenPgpError.Unsupported, refusal.Code);
    }

    [Fact]
    public async Task Of_several_keys_the_one_is_taken_that_opens_the_first_chunk()
    {
        using var wrong = SessionKey.GenerateUnnamed(CipherId.Aes256);
        var plaintext = RandomNumberGenerator.GetBytes(3 * Chunk);
        var message = await Mail.EncryptAsync(plaintext, null, TestKeys.Dora.Certificate);
        Assert.Equal(plaintext, await ReadAsync(message, Options with { SessionKeys = [wrong] }));
        Assert.Equal(OpenPgpError.IntegrityFailure, (await Assert.ThrowsAsync<OpenPgpException>(() => ReadAsync(message, new() { SessionKeys = [wrong] }))).Code);
        Assert.Equal(OpenPgpError.NoDecryptionKey, (await Assert.ThrowsAsync<OpenPgpException>(() => ReadAsync(message, new() { Keys = [TestKeys.Carol] }))).Code);
    }

    [Fact]
    public async Task The_split_form_streams_too_and_gives_its_session_key()
    {
        var (keys, body) = await Mail.EncryptBodyAsync([5, 6], new() { Recipients = [TestKeys.Dora.Certificate] });
        using var streamed = await Pgp.DecryptStreamingAsync(new MemoryStream(body), Options with { KeyPackets = keys[0].Bytes }, Token);
        Assert.Equal([5, 6], await ReadAsync(body, new() { SessionKeys = [streamed.SessionKey] }));
    }

    /// <summary>Compressed contents grow, and the limit holds while they do.</summary>
    [Fact]
    public async Task The_limit_of_plaintext_holds()
    {
        using var sessionKey = SessionKey.GenerateUnnamed(CipherId.Aes256);
        var key = EncryptedKey.Make(TestKeys.Dora.Certificate.Contents.EncryptionKey(DateTimeOffset.UtcNow)!, sessionKey);
        byte[] message = [.. key, .. await SealAsync(Crafted.Compressed(2, Crafted.Literal(new byte[300_000])), sessionKey)];
        Assert.Equal(new byte[300_000], await ReadAsync(message, Options));
        var refusal = await Assert.ThrowsAsync<OpenPgpException>(() => ReadAsync(message, Options with { MaxPlaintextBytes = 299_999 }));
        Assert.Equal(OpenPgpError.LimitExceeded, refusal.Code);
    }

    [Fact]
    public async Task Waiting_for_the_source_can_be_cancelled_and_reading_goes_on_after()
    {
        var plaintext = RandomNumberGenerator.GetBytes(5 * Chunk);
        var message = await Mail.EncryptAsync(plaintext, null, TestKeys.Dora.Certificate);
        using var streamed = await Pgp.DecryptStreamingAsync(new TrickleStream(message, 1000), Options, Token);
        var start = new byte[Chunk];
        await streamed.Content.ReadExactlyAsync(start, Token);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await streamed.Content.ReadExactlyAsync(new byte[4 * Chunk], new CancellationToken(canceled: true)));
        using var rest = new MemoryStream();
        await streamed.Content.CopyToAsync(rest, Token);
        Assert.Equal(plaintext, (byte[])[.. start, .. rest.ToArray()]);
    }

    private static async Task<byte[]> ReadAsync(byte[] message, DecryptOptions options)
    {
        using var streamed = await Pgp.DecryptStreamingAsync(new MemoryStream(message), options, Token);
        using var read = new MemoryStream();
        await streamed.Content.CopyToAsync(read, Token);
        Assert.True(streamed.IsComplete);
        return read.ToArray();
    }

    private static async Task<byte[]> SealAsync(byte[] inside, SessionKey sessionKey)
    {
        using var body = new MemoryStream();
        using var writer = new Seipd2Writer(body, Seipd2Header.Make(AeadSuite.Mandatory with { Cipher = CipherId.Aes256 }), sessionKey, length: null);
        await writer.WriteAsync(inside, Token);
        await writer.CompleteAsync(Token);
        return Packet.ToArray(PacketType.IntegrityProtectedData, body.ToArray());
    }

    private sealed class CountingStream(byte[] bytes) : MemoryStream(bytes)
    {
        public int Count { get; private set; }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var count = await base.ReadAsync(buffer, cancellationToken);
            Count += count;
            return count;
        }
    }
}
