using SMail.OpenPgp.Tests.Support;

namespace SMail.OpenPgp.Tests.Keys;

public sealed class SubkeyRotationTests
{
    private static readonly DateTimeOffset Made = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_new_subkey_is_encrypted_to_and_the_old_one_still_decrypts(bool isVersion6)
    {
        using var key = isVersion6 ? TestKeys.New6("<erin@example.org>", new FixedClock(Made)) : TestKeys.New("<erin@example.org>", new FixedClock(Made));
        var before = await Mail.EncryptAsync([1], null, key.Certificate);
        using var rotated = key.RotateEncryptionSubkey(new FixedClock(Made.AddDays(1)));
        Assert.Equal(key.Certificate.Fingerprint, rotated.Certificate.Fingerprint);
        Assert.Equal(key.Certificate.UserIds, rotated.Certificate.UserIds);
        Assert.NotEqual(key.Certificate.Contents.EncryptionKey(Made)!.Fingerprint, rotated.Certificate.Contents.EncryptionKey(Made.AddDays(2))!.Fingerprint);

        var after = await Mail.EncryptAsync([2], null, rotated.Certificate);
        Assert.Equal([1], (await Mail.DecryptAsync(before, rotated)).Plaintext);
        Assert.Equal([2], (await Mail.DecryptAsync(after, rotated)).Plaintext);
        Assert.Equal(OpenPgpError.NoDecryptionKey, await Mail.RefusalAsync(after, new DecryptOptions { Keys = [key] }));
    }

    [Fact]
    public void Even_where_the_clock_stands_still_or_goes_back_the_newest_is_chosen()
    {
        var key = TestKeys.New("<erin@example.org>", new FixedClock(Made));
        foreach (var days in new[] { 0, 0, -1 })
        {
            var chosen = key.Certificate.Contents.EncryptionKey(Made)!.Fingerprint;
            var rotated = key.RotateEncryptionSubkey(new FixedClock(Made.AddDays(days)));
            key.Dispose();
            key = rotated;
            Assert.NotEqual(chosen, key.Certificate.Contents.EncryptionKey(Made)!.Fingerprint);
        }

        // The old subkeys are revoked, each once, so that no program encrypts to them.
        Assert.Equal([1, 1, 1, 0], key.Certificate.Contents.Subkeys.Select(s => s.Signatures.Revocations.Count));
        key.Dispose();
    }

    [Fact]
    public void A_rotated_key_reads_back_and_its_certificate_holds_the_old_one()
    {
        using var key = TestKeys.New6("<erin@example.org>", new FixedClock(Made));
        using var rotated = key.RotateEncryptionSubkey(new FixedClock(Made.AddDays(1)));
        using var read = SecretKey.Read(rotated.ExportUnprotected());
        Assert.Equal(rotated.Certificate.ToBytes(), read.Certificate.ToBytes());
        Assert.Equal(rotated.Certificate.ToBytes(), rotated.Certificate.Merge(key.Certificate).ToBytes());
        Assert.True(rotated.Certificate.SupportsSeipd2(Made.AddDays(1)));
        Assert.False(TestKeys.OldBob.Certificate.SupportsSeipd2(DateTimeOffset.UtcNow));
    }

    [Fact]
    public void A_key_that_only_signs_gets_its_first_subkey_and_nothing_is_revoked()
    {
        using var key = Pgp.GenerateKey(new() { UserIds = ["dora"], SigningOnly = true, Clock = new FixedClock(Made) });
        using var rotated = key.RotateEncryptionSubkey(new FixedClock(Made));
        Assert.Empty(Assert.Single(rotated.Certificate.Contents.Subkeys).Signatures.Revocations);
        Assert.True(rotated.Certificate.CanEncrypt(Made.AddSeconds(2)));
    }

    [Fact]
    public void A_key_takes_no_more_subkeys_than_can_be_read_again()
    {
        var key = TestKeys.New("<erin@example.org>", new FixedClock(Made));
        var rotations = 0;
        OpenPgpError? refusal = null;
        for (; refusal is null && rotations < 100; rotations++)
            refusal = Rotate(ref key, Made.AddDays(rotations));
        // One primary key and 31 subkeys, the first of which it was born with.
        Assert.Equal((OpenPgpError.LimitExceeded, 31), (refusal, rotations));
        key.Dispose();
    }

    private static OpenPgpError? Rotate(ref SecretKey key, DateTimeOffset at)
    {
        try
        {
            var rotated = key.RotateEncryptionSubkey(new FixedClock(at));
            key.Dispose();
            key = rotated;
            return null;
        }
        catch (OpenPgpException e)
        {
            return e.Code;
        }
    }
}
