using System.Text;
using SMail.OpenPgp.Tests.Support;

namespace SMail.OpenPgp.Tests;

public sealed class GnuPgTests
{
    private static readonly byte[] Plaintext = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("Grüße, world\r\n", 5000)));

    [Fact]
    public async Task Gpg_opens_and_verifies_what_we_make()
    {
        using var gpg = Gpg.Require();
        await gpg.RunAsync("--import", gpg.File_("bob.key", TestKeys.Bob.ExportUnprotected()));
        await gpg.RunAsync("--import", gpg.File_("alice.asc", Encoding.ASCII.GetBytes(TestKeys.Alice.Certificate.ToArmor())));
        var message = await Mail.EncryptAsync(Plaintext, TestKeys.Alice, TestKeys.Carol.Certificate, TestKeys.Bob.Certificate);
        var (code, output, error) = await gpg.TryRunAsync("--status-fd", "2", "--decrypt", gpg.File_("message.pgp", message));
        Assert.True(code == 0, error);
        Assert.Equal(Plaintext, output);
        Assert.Contains("GOODSIG", error, StringComparison.Ordinal);
        Assert.Contains(TestKeys.Alice.Certificate.Fingerprint.ToString(), error, StringComparison.Ordinal);
        Assert.Contains("GOODMDC", error, StringComparison.Ordinal);
    }
}
