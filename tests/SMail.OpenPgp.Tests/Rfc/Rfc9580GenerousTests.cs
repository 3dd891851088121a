using System.Text;
using SMail.OpenPgp.Tests.Support;

namespace SMail.OpenPgp.Tests.Rfc;

/// <summary>RFC 9580, appendix A.5 and A.12: each password asks for 2 GiB of memory, so they run one after the other and alone.</summary>
[Collection(nameof(Alone))]
public sealed class Rfc9580GenerousTests
{
    private const long Needed = 6L << 30;

    private static OpenPgpPolicy Generous { get; } = new() { MaxArgon2MemoryKiB = 1 << 21, MaxArgon2WorkKiB = 1 << 23 };

    [Fact]
    public void A5_the_locked_key_opens()
    {
        Require();
        var options = new UnlockOptions { Passwords = ["correct horse battery staple"u8.ToArray()], Policy = Generous };
        using var key = SecretKey.Read(Vectors.Read("a5-locked-secret-key.asc"), options);
        Assert.Equal(SecretKey.Read(Vectors.Read("a4-secret-key.asc")).ExportUnprotected(), key.ExportUnprotected());
    }

    [Theory]
    [InlineData("a12-argon2-aes128.asc", "7:01FE16BBACFD1E7B78EF3B865187374F")]
    [InlineData("a12-argon2-aes192.asc", "8:27006DAE68E509022CE45A14E569E91001C2955AF8DFE194")]
    [InlineData("a12-argon2-aes256.asc", "9:BBEDA55B9AAE63DAC45D4F49D89DACF4AF37FEFC13BAB2F1F8E18FB74580D8B0")]
    public async Task A12_opens_with_the_password(string name, string sessionKey)
    {
        Require();
        var options = new DecryptOptions { Passwords = ["password"u8.ToArray()], Policy = Generous };
        using var decrypted = await Pgp.DecryptAsync(new MemoryStream(Vectors.Read(name)), options, TestContext.Current.CancellationToken);
        Assert.Equal("Hello, world!", await new StreamReader(decrypted.Content, Encoding.ASCII).ReadToEndAsync(TestContext.Current.CancellationToken));
        Assert.Equal(sessionKey, decrypted.SessionKey!.Export());
    }

    private static void Require() =>
        Assert.SkipUnless(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes >= Needed, "This machine has less than 6 GiB of memory available.");
}

/// <summary>Tests that take so much memory that nothing may run beside them.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
