using System.Security.Cryptography;
using SMail.OpenPgp.Tests.Support;

namespace SMail.OpenPgp.Tests;

public sealed class RoundTripTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(191)]
    [InlineData(65_000)]
    [InlineData(65_536)]
    [InlineData(3_000_000)]
    public async Task What_is_signed_and_encrypted_comes_back_with_a_good_verdict(int size)
    {
        var plaintext = RandomNumberGenerator.GetBytes(size);
        var message = await Messages.EncryptAsync(plaintext, Keys.Alice, Keys.Bob.Certificate);
        var (decrypted, signatures) = await Messages.DecryptAsync(message, Keys.Bob, Keys.Alice.Certificate);
        Assert.Equal(plaintext, decrypted);
        var verdict = Assert.Single(signatures);
        Assert.Equal(SignatureStatus.Good, verdict.Status);
        Assert.Same(Keys.Alice.Certificate, verdict.Signer);
        Assert.Equal([Keys.Bob.Certificate.Fingerprint], verdict.IntendedRecipients);
    }
}
