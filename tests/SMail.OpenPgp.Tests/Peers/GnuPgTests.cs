using System.Security.Cryptography;
using System.Text;
using SMail.OpenPgp.Tests.Support;

namespace SMail.OpenPgp.Tests.Peers;

/// <summary>Both directions against GnuPG.</summary>
public sealed class GnuPgTests
{
    private static readonly byte[] Plaintext = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("Grüße, world\r\n", 5000)));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(0)]
    [InlineData(70_000)]
    [InlineData(3_000_000)]
    public async Task Gpg_opens_and_verifies_what_we_make(int size)
    {
        using var gpg = await WithOurKeysAsync();
        var plaintext = RandomNumberGenerator.GetBytes(size);
        var message = await Mail.EncryptAsync(plaintext, TestKeys.Alice, TestKeys.Carol.Certificate, TestKeys.OldBob.Certificate);
        await AssertOpensAsync(gpg, message, plaintext);
    }

    [Fact]
    public async Task Gpg_opens_the_split_form_put_together_and_one_sent_in_parts()
    {
        using var gpg = await WithOurKeysAsync();
        var options = new EncryptOptions
        {
            Recipients = [TestKeys.Carol.Certificate, TestKeys.OldBob.Certificate],
            Signers = [TestKeys.Alice],
            Notations = [new("role@smail.invalid", "body")],
        };
        var (keys, body) = await Mail.EncryptBodyAsync(Plaintext, options);
        var status = await AssertOpensAsync(gpg, [.. keys[1].Bytes.Span, .. body], Plaintext);
        Assert.Contains("NOTATION_NAME role@smail.invalid", status, StringComparison.Ordinal);

        using var inParts = new MemoryStream();
        await Pgp.EncryptAsync(new TrickleStream(Plaintext, 5000), inParts, options, Token);
        await AssertOpensAsync(gpg, inParts.ToArray(), Plaintext);
    }

    [Fact]
    public async Task Gpg_verifies_our_detached_signature()
    {
        using var gpg = await WithOurKeysAsync();
        var signature = await Pgp.SignDetachedAsync(new MemoryStream(Plaintext), new() { Signers = [TestKeys.Alice] }, Token);
        var (code, _, status) = await gpg.TryRunAsync("--status-fd", "2", "--verify", gpg.Put("text.sig", signature), gpg.Put("text", Plaintext));
        Assert.True(code == 0, status);
        Assert.Contains("GOODSIG", status, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Gpg_takes_our_keys_whole()
    {
        using var gpg = await WithOurKeysAsync();
        var listing = Encoding.UTF8.GetString(await gpg.RunAsync("--with-colons", "--list-options", "show-unusable-subkeys", "--check-signatures", "bob@example.org"));
        Assert.Contains("uid:", listing, StringComparison.Ordinal);
        Assert.Contains("sub:", listing, StringComparison.Ordinal);
        Assert.Equal(2, listing.Split('\n').Count(line => line.StartsWith("sig:!:", StringComparison.Ordinal)));
        // gpg writes legacy headers; the packets are the same.
        var exported = Certificate.Read(await gpg.RunAsync("--export", "alice@example.org"));
        Assert.Equal(TestKeys.Alice.Certificate.Packets.Select(p => Convert.ToHexString(p.Body.Span)), exported.Packets.Select(p => Convert.ToHexString(p.Body.Span)));
    }

    [Theory]
    [InlineData("--compress-algo=none")]
    [InlineData("--compress-algo=zip")]
    [InlineData("--compress-algo=zlib")]
    [InlineData("--textmode")]
    [InlineData("--cipher-algo=AES128")]
    [InlineData("--cipher-algo=AES192")]
    [InlineData("--digest-algo=SHA512")]
    [InlineData("--digest-algo=SHA384")]
    [InlineData("--throw-keyids")]
    public async Task We_open_and_verify_what_gpg_makes(string option)
    {
        using var gpg = await WithOurKeysAsync();
        await gpg.RunAsync("--quick-generate-key", "Gina <gina@example.org>", "ed25519", "sign,cert", "never");
        var gina = Certificate.Read(await gpg.RunAsync("--export", "gina@example.org"));
        var message = await gpg.RunAsync(option, "--local-user", "gina@example.org", "--recipient", "bob@example.org", "--sign", "--encrypt", "--output", "-", gpg.Put("text", Plaintext));
        var (plaintext, signatures) = await Mail.DecryptAsync(message, TestKeys.OldBob, gina);
        Assert.Equal(Plaintext, plaintext);
        var verdict = Assert.Single(signatures);
        Assert.Equal((SignatureStatus.Good, gina), (verdict.Status, verdict.Signer));
    }

    [Fact]
    public async Task Keys_made_by_gpg_sign_open_and_are_encrypted_to()
    {
        using var gpg = await WithOurKeysAsync();
        await gpg.RunAsync("--quick-generate-key", "Gina <gina@example.org>", "future-default", "default", "never");
        var gina = Certificate.Read(await gpg.RunAsync("--armor", "--export", "gina@example.org"));
        Assert.Equal(["Gina <gina@example.org>"], gina.UserIds);
        await AssertOpensAsync(gpg, await Mail.EncryptAsync(Plaintext, TestKeys.Alice, gina), Plaintext);

        using var key = SecretKey.Read(await gpg.RunAsync("--export-secret-keys", "gina@example.org"));
        Assert.Equal(gina.Fingerprint, key.Certificate.Fingerprint);
        var (plaintext, signatures) = await Mail.DecryptAsync(await Mail.EncryptAsync(Plaintext, key, gina), key, gina);
        Assert.Equal(Plaintext, plaintext);
        Assert.Equal(SignatureStatus.Good, Assert.Single(signatures).Status);
    }

    [Fact]
    public async Task What_gpg_says_of_a_keys_end_is_understood()
    {
        using var gpg = await WithOurKeysAsync();
        await gpg.RunAsync("--quick-generate-key", "Gina <gina@example.org>", "future-default", "default", "2d");
        var expiring = Certificate.Read(await gpg.RunAsync("--export", "gina@example.org"));
        Assert.True(expiring.CanEncrypt(DateTimeOffset.UtcNow.AddDays(1)));
        Assert.False(expiring.CanEncrypt(DateTimeOffset.UtcNow.AddDays(3)));
        // gpg leaves a revocation for later in its home, made unusable by a colon.
        var revocation = await File.ReadAllTextAsync(gpg.PathOf($"openpgp-revocs.d/{expiring.Fingerprint}.rev"), Token);
        var armor = AsciiArmor.Decode(Encoding.ASCII.GetBytes(revocation[revocation.IndexOf(":-----BEGIN", StringComparison.Ordinal)..].TrimStart(':')));
        var revoked = Certificate.Read([.. expiring.ToBytes(), .. armor]);
        Assert.False(revoked.CanEncrypt(DateTimeOffset.UtcNow));
    }

    [Theory]
    [InlineData("--detach-sign")]
    [InlineData("--detach-sign", "--textmode")]
    [InlineData("--detach-sign", "--armor")]
    public async Task We_verify_detached_signatures_of_gpg(params string[] options)
    {
        using var gpg = await WithOurKeysAsync();
        var signature = await gpg.RunAsync(["--local-user", "bob@example.org", .. options, "--output", "-", gpg.Put("text", Plaintext)]);
        var verdicts = await Pgp.VerifyDetachedAsync(new TrickleStream(Plaintext, 17), signature, new() { Certificates = [TestKeys.OldBob.Certificate] }, Token);
        Assert.Equal(SignatureStatus.Good, Assert.Single(verdicts).Status);
    }

    private static async Task<Gpg> WithOurKeysAsync()
    {
        var gpg = Gpg.Require();
        await gpg.RunAsync("--import", gpg.Put("bob.key", TestKeys.OldBob.ExportUnprotected()));
        await gpg.RunAsync("--import", gpg.Put("alice.asc", Encoding.ASCII.GetBytes(TestKeys.Alice.Certificate.ToArmor())));
        return gpg;
    }

    private static async Task<string> AssertOpensAsync(Gpg gpg, byte[] message, byte[] plaintext)
    {
        var (code, output, status) = await gpg.TryRunAsync("--status-fd", "2", "--decrypt", gpg.Put("message.pgp", message));
        Assert.True(code == 0, status);
        Assert.Equal(plaintext, output);
        Assert.Contains("GOODMDC", status, StringComparison.Ordinal);
        Assert.Contains($"VALIDSIG {TestKeys.Alice.Certificate.Fingerprint}", status, StringComparison.Ordinal);
        return status;
    }
}
