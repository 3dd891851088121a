using System.Text;
using SMail.OpenPgp.Tests.Support;

namespace SMail.OpenPgp.Tests.Rfc;

/// <summary>RFC 9580, appendix A.5 and A.12: what passwords open that ask for 2 GiB of memory, under a policy that allows as much by name.</summary>
[Collection(BigMemory.Name)]
public sealed class Rfc9580BigMemoryTests
{
    private static OpenPgpPolicy Generous { get; } = new() { MaxArgon2MemoryKiB = 1 << 21, MaxArgon2WorkKiB = 1 << 23 };

    [Fact]
    public void A5_the_locked_key_opens()
    {
        BigMemory.Require();
        var options = new UnlockOptions { Passwords = ["correct horse battery staple"u8.ToArray()], Policy = Generous };
        using var key = SecretKey.Read(Vectors.Read("a5-locked-secret-key.asc"), options);
        Assert.Equal(SecretKey.Read(Vectors.Read("a4-secret-key.asc")).ExportUnprotected(), key.ExportUnprotected());
    }

    [Theory]
    [InlineData("a12-argon2-aes128.asc")]
    [InlineData("a12-argon2-aes192.asc")]
    [InlineData("a12-argon2-aes256.asc")]
    public async Task A12_opens_with_the_password(string name)
    {
        BigMemory.Require();
        var options = new DecryptOptions { Passwords = ["password"u8.ToArray()], Policy = Generous };
        var (plaintext, _) = await Mail.DecryptAsync(AsciiArmor.Decode(Vectors.Read(name)), options);
        Assert.Equal("Hello, world!", Encoding.ASCII.GetString(plaintext));
    }
}
