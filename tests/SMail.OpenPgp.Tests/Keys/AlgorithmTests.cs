using System.Security.Cryptography;
using System.Text;
using SMail.OpenPgp.Tests.Support;

namespace SMail.OpenPgp.Tests.Keys;

/// <summary>Every algorithm signs, encrypts, is written and read again, locked and not, in both versions of keys.</summary>
public sealed class AlgorithmTests
{
    public static TheoryData<string, byte> All()
    {
        var data = new TheoryData<string, byte>();
        foreach (var (family, version) in AnyKey.All)
            data.Add(family, version);
        return data;
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task Messages_go_round(string family, byte version)
    {
        var key = AnyKey.Get(family, version);
        foreach (var (size, other) in ((int, SecretKey)[])[(0, TestKeys.OldBob), (1, TestKeys.Dora), (70_000, TestKeys.Bob)])
        {
            var plaintext = RandomNumberGenerator.GetBytes(size);
            // In version 1 of the encrypted packet where the other reads no more, else in version 2.
            var message = await Mail.EncryptAsync(plaintext, key, key.Certificate, other.Certificate);
            var (read, signatures) = await Mail.DecryptAsync(message, key, key.Certificate);
            Assert.Equal(plaintext, read);
            Assert.Equal(SignatureStatus.Good, Assert.Single(signatures).Status);
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Keys_go_round_locked_and_not(string family, byte version)
    {
        var key = AnyKey.Get(family, version);
        var open = key.ExportUnprotected();
        Assert.Equal(open, SecretKey.Read(open).ExportUnprotected());
        byte[] password = [.. "correct horse"u8];
        var locked = key.ExportProtected(password);
        Assert.Equal(OpenPgpError.UnusableKey, Assert.Throws<OpenPgpException>(() => SecretKey.Read(locked)).Code);
        Assert.Equal(OpenPgpError.UnusableKey, Assert.Throws<OpenPgpException>(() => SecretKey.Read(locked, new UnlockOptions { Passwords = ["wrong"u8.ToArray()] })).Code);
        using var unlocked = SecretKey.Read(locked, new UnlockOptions { Passwords = ["wrong"u8.ToArray(), password] });
        Assert.Equal(open, unlocked.ExportUnprotected());
    }

    [Theory]
    [InlineData(4)]
    [InlineData(6)]
    public void A_changed_locked_key_never_opens(byte version)
    {
        using var key = version == 6 ? TestKeys.New6("<a@example.org>") : TestKeys.New("<a@example.org>");
        var locked = key.ExportProtected("pw"u8);
        var open = key.ExportUnprotected();
        var options = new UnlockOptions { Passwords = ["pw"u8.ToArray()] };
        // The packet of the primary key; each try costs a derivation.
        for (var at = 3; at < 110; at += 9)
        {
            byte[] changed = [.. locked];
            changed[at] ^= 1;
            try
            {
                Assert.NotEqual(open, SecretKey.Read(changed, options).ExportUnprotected());
                // In version 4 the public half is not bound to the secret one: another key comes out, without a self-signature.
                Assert.Equal(4, version);
            }
            catch (OpenPgpException)
            {
            }
        }
    }

    [Fact]
    public void Short_keys_are_read_but_good_for_nothing_unless_the_policy_says_so()
    {
        var key = AnyKey.Get("RSA", 4);
        Assert.True(key.Certificate.CanEncrypt(DateTimeOffset.UtcNow));
        var strict = Certificate.Read(key.Certificate.ToBytes(), new OpenPgpPolicy { MinModulusBits = 3072 });
        Assert.False(strict.CanEncrypt(DateTimeOffset.UtcNow));
        Assert.Equal(["<RSA@example.org>"], strict.UserIds);
    }
}
