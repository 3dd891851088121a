using System.Text;
using SMail.OpenPgp.Tests.Support;

namespace SMail.OpenPgp.Tests.Rfc;

/// <summary>RFC 9580, appendix A.5 and A.9 to A.12: what passwords open.</summary>
public sealed class Rfc9580PasswordTests
{
    private static readonly ReadOnlyMemory<byte> Password = "password"u8.ToArray();

    [Fact]
    public void A5_and_A12_cost_more_than_is_allowed_by_default()
    {
        var options = new UnlockOptions { Passwords = ["correct horse battery staple"u8.ToArray()] };
        Assert.Equal(OpenPgpError.LimitExceeded, Assert.Throws<OpenPgpException>(() => SecretKey.Read(Vectors.Read("a5-locked-secret-key.asc"), options)).Code);
        Assert.Equal(OpenPgpError.UnusableKey, Assert.Throws<OpenPgpException>(() => SecretKey.Read(Vectors.Read("a5-locked-secret-key.asc"))).Code);
    }

    [Theory]
    [InlineData("a9-eax.asc", "7:3881BAFE985412459B86C36F98CB9A5E")]
    [InlineData("a10-ocb.asc", "7:28E79AB82397D3C63DE24AC217D7B791")]
    [InlineData("a11-gcm.asc", "7:1936FC8568980274BB900D8319360C77")]
    public async Task A9_to_A11_open_with_the_password_and_with_the_session_key(string name, string sessionKey)
    {
        var message = AsciiArmor.Decode(Vectors.Read(name));
        using var decrypted = await Pgp.DecryptAsync(new MemoryStream(message), new() { Passwords = [Password] }, TestContext.Current.CancellationToken);
        Assert.Equal("Hello, world!", new StreamReader(decrypted.Content).ReadToEnd());
        Assert.Equal(sessionKey, decrypted.SessionKey!.Export());
        using var key = SessionKey.Parse(sessionKey);
        Assert.Equal("Hello, world!", Encoding.ASCII.GetString((await Mail.DecryptAsync(message, new DecryptOptions() { SessionKeys = [key] })).Plaintext));
        Assert.Equal(OpenPgpError.NoDecryptionKey, await Mail.RefusalAsync(message, new() { Passwords = ["Password"u8.ToArray()] }));
    }

    [Theory]
    [InlineData("a12-argon2-aes128.asc", "7:01FE16BBACFD1E7B78EF3B865187374F")]
    [InlineData("a12-argon2-aes192.asc", "8:27006DAE68E509022CE45A14E569E91001C2955AF8DFE194")]
    [InlineData("a12-argon2-aes256.asc", "9:BBEDA55B9AAE63DAC45D4F49D89DACF4AF37FEFC13BAB2F1F8E18FB74580D8B0")]
    public async Task A12_opens_with_the_session_key(string name, string sessionKey)
    {
        var message = AsciiArmor.Decode(Vectors.Read(name));
        using var key = SessionKey.Parse(sessionKey);
        Assert.Equal("Hello, world!", Encoding.ASCII.GetString((await Mail.DecryptAsync(message, new DecryptOptions() { SessionKeys = [key] })).Plaintext));
        Assert.Equal(OpenPgpError.LimitExceeded, await Mail.RefusalAsync(message, new() { Passwords = [Password] }));
    }
}
