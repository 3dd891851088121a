using System.Security.Cryptography;
using SMail.OpenPgp.Packets;
using SMail.OpenPgp.Primitives;
using SMail.OpenPgp.Tests.Support;

namespace SMail.OpenPgp.Tests.Messages;

/// <summary>Passwords, session keys in and out, hidden recipients, and what only a loosened policy reads.</summary>
public sealed class PasswordTests
{
    private static readonly ReadOnlyMemory<byte> Password = "swordfish"u8.ToArray();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false, 4, 1)]
    [InlineData(true, 6, 2)]
    public async Task A_password_opens_what_it_closed(bool modern, int keyVersion, int bodyVersion)
    {
        var profile = modern ? OpenPgpProfile.Rfc9580 : OpenPgpProfile.Compatible;
        var plaintext = RandomNumberGenerator.GetBytes(1000);
        var message = await EncryptAsync(plaintext, new() { Recipients = [], Passwords = ["other"u8.ToArray(), Password], Profile = profile, Signers = [TestKeys.Alice] });
        Assert.Equal([(3, keyVersion), (3, keyVersion), (18, bodyVersion)], Packet.ReadAll(message).Select(p => ((int)p.Type, (int)p.Body.Span[0])));
        var (read, signatures) = await Mail.DecryptAsync(message, new DecryptOptions() { Passwords = ["wrong"u8.ToArray(), Password], Certificates = [TestKeys.Alice.Certificate] });
        Assert.Equal(plaintext, read);
        Assert.Equal(SignatureStatus.Good, Assert.Single(signatures).Status);
        Assert.Contains(await Mail.RefusalAsync(message, new() { Passwords = ["wrong"u8.ToArray()] }), (OpenPgpError[])[OpenPgpError.NoDecryptionKey, OpenPgpError.IntegrityFailure]);
    }

    [Fact]
    public async Task Only_so_many_passwords_are_tried_because_each_try_is_dear()
    {
        var message = await EncryptAsync([1], new() { Recipients = [], Passwords = [Password], Profile = OpenPgpProfile.Rfc9580 });
        var packets = Packet.ReadAll(message);
        var weak = new S2kSpecifier(S2kType.Argon2, default, new byte[16], 0, Passes: 1, Lanes: 1, MemoryExponent: 3);
        using var specifier = new ByteWriter();
        weak.Write(specifier);
        byte[] fields = [9, 2, (byte)specifier.Length, .. specifier.Written, .. new byte[15]];
        var other = Crafted.Of(PacketType.SymmetricKeyEncryptedSessionKey, [6, (byte)fields.Length, .. fields, .. new byte[48]]);
        byte[] Behind(int others) => [.. Enumerable.Repeat(other, others).SelectMany(b => b), .. message];
        Assert.Equal(2, packets.Count);
        Assert.Equal([1], (await Mail.DecryptAsync(Behind(15), new DecryptOptions() { Passwords = [Password] })).Plaintext);
        Assert.Equal(OpenPgpError.LimitExceeded, await Mail.RefusalAsync(Behind(16), new() { Passwords = [Password] }));
    }

    [Fact]
    public async Task A_key_packet_that_costs_too_much_does_not_hide_the_one_behind_it()
    {
        var dear = await EncryptAsync([1], new() { Recipients = [], Passwords = ["other"u8.ToArray()], Profile = OpenPgpProfile.Rfc9580 });
        var message = await EncryptAsync([2], new() { Recipients = [], Passwords = [Password], Profile = OpenPgpProfile.Rfc9580 });
        // The memory of Argon2, in the last octet of its specifier: 2 GiB.
        var packet = Packet.ReadAll(dear)[0].Body.ToArray();
        packet[24] = 21;
        byte[] both = [.. Crafted.Of(PacketType.SymmetricKeyEncryptedSessionKey, packet), .. message];
        Assert.Equal([2], (await Mail.DecryptAsync(both, new DecryptOptions() { Passwords = [Password] })).Plaintext);
        Assert.Equal(OpenPgpError.LimitExceeded, await Mail.RefusalAsync(both, new() { Passwords = ["wrong"u8.ToArray()] }));
    }

    [Fact]
    public async Task Recipients_and_passwords_share_a_message()
    {
        foreach (var recipient in (SecretKey[])[TestKeys.Dora, TestKeys.OldBob])
        {
            var message = await EncryptAsync([1, 2], new() { Recipients = [recipient.Certificate], Passwords = [Password] });
            Assert.Equal([1, 2], (await Mail.DecryptAsync(message, recipient)).Plaintext);
            Assert.Equal([1, 2], (await Mail.DecryptAsync(message, new DecryptOptions() { Passwords = [Password] })).Plaintext);
        }
    }

    [Fact]
    public async Task A_session_key_that_was_kept_opens_the_message()
    {
        string? kept = null;
        var message = await EncryptAsync([5], new() { Recipients = [TestKeys.Dora.Certificate], OnSessionKey = key => kept = key.Export() });
        using var decrypted = await Pgp.DecryptAsync(new MemoryStream(message), new() { Keys = [TestKeys.Dora] }, Token);
        Assert.Equal(kept, decrypted.SessionKey!.Export());
        using var sessionKey = SessionKey.Parse(kept!);
        Assert.Equal([5], (await Mail.DecryptAsync(message, new DecryptOptions() { SessionKeys = [sessionKey] })).Plaintext);
        Assert.Equal([5], (await Mail.DecryptAsync(message, new DecryptOptions() { SessionKeys = [sessionKey] })).Plaintext);
        Assert.Equal("secret", sessionKey.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("9")]
    [InlineData("9:")]
    [InlineData("9:00112233445566778899AABBCCDDEEFF")]
    [InlineData("99:00112233445566778899AABBCCDDEEFF")]
    [InlineData("7:00112233445566778899AABBCCDDEEFG")]
    [InlineData("-7:00112233445566778899AABBCCDDEEFF")]
    public void Other_text_is_no_session_key(string text) => Assert.Equal(OpenPgpError.Malformed, Assert.Throws<OpenPgpException>(() => SessionKey.Parse(text)).Code);

    [Fact]
    public async Task Hidden_recipients_are_found_by_trying()
    {
        foreach (var recipient in (SecretKey[])[TestKeys.Dora, TestKeys.OldBob])
        {
            var message = await EncryptAsync([9], new() { Recipients = [recipient.Certificate, TestKeys.Carol.Certificate], HidesRecipients = true });
            Assert.Equal(-1, message.AsSpan().IndexOf(recipient.Certificate.Contents.Subkeys[0].Key.Fingerprint.Span[^8..]));
            Assert.Equal([9], (await Mail.DecryptAsync(message, recipient)).Plaintext);
            Assert.Equal([9], (await Mail.DecryptAsync(message, TestKeys.Carol)).Plaintext);
            Assert.Equal(OpenPgpError.NoDecryptionKey, await Mail.RefusalAsync(message, new() { Keys = [TestKeys.Alice] }));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(10)]
    [InlineData(12)]
    public async Task Old_ciphers_are_read_only_when_the_policy_says_so(byte id)
    {
        var cipher = (CipherId)id;
        using var sessionKey = SessionKey.Generate(cipher);
        var size = cipher.BlockSize();
        var prefix = RandomNumberGenerator.GetBytes(size);
        byte[] inside = [.. prefix, .. prefix[^2..], .. Crafted.Literal([1, 2, 3]), 0xD3, 0x14];
        inside = [.. inside, .. SHA1.HashData(inside)];
        using var cfb = CfbCipher.Create(cipher, sessionKey.Key);
        cfb.Encrypt(inside);
        var message = Crafted.Of(PacketType.IntegrityProtectedData, [1, .. inside]);
        var options = new DecryptOptions { SessionKeys = [sessionKey] };
        Assert.Equal(OpenPgpError.NoDecryptionKey, await Mail.RefusalAsync(message, options));
        var loose = options with { Policy = new() { ReadsOldCiphers = true } };
        Assert.Equal([1, 2, 3], (await Mail.DecryptAsync(message, loose)).Plaintext);
        message[^1] ^= 1;
        Assert.Equal(OpenPgpError.IntegrityFailure, await Mail.RefusalAsync(message, loose));
    }

    [Fact]
    public async Task Unprotected_messages_are_read_only_when_the_policy_says_so_and_are_marked()
    {
        using var sessionKey = SessionKey.Generate(CipherId.Aes256);
        var prefix = RandomNumberGenerator.GetBytes(16);
        byte[] start = [.. prefix, .. prefix[^2..]];
        using var first = CfbCipher.Create(CipherId.Aes256, sessionKey.Key);
        first.Encrypt(start);
        var inside = Crafted.Literal([1, 2, 3]);
        using var second = CfbCipher.Create(CipherId.Aes256, sessionKey.Key, start.AsSpan(2));
        second.Encrypt(inside);
        var message = Crafted.Of(PacketType.SymmetricallyEncryptedData, [.. start, .. inside]);
        var options = new DecryptOptions { SessionKeys = [sessionKey] };
        Assert.Equal(OpenPgpError.Unsupported, await Mail.RefusalAsync(message, options));
        using var read = await Pgp.DecryptAsync(new MemoryStream(message), options with { Policy = new() { ReadsUnprotectedMessages = true } }, Token);
        Assert.False(read.IsProtected);
        Assert.Equal(3, read.Content.Length);
    }

    private static async Task<byte[]> EncryptAsync(byte[] plaintext, EncryptOptions options)
    {
        using var output = new MemoryStream();
        await Pgp.EncryptAsync(new MemoryStream(plaintext), output, options, Token);
        return output.ToArray();
    }
}
