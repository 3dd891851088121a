using System.Security.Cryptography;
using FsCheck.Xunit;
using SMail.Sdk.Server;

namespace SMail.Sdk.Tests.Server;

/// <summary>The bytes themselves are held against the vectors in the key derivation tests.</summary>
public sealed class ServerDerivationTests
{
    private static readonly byte[] Secret = Enumerable.Range(0, 32).Select(i => (byte)i).ToArray();
    private static readonly MailAddress Alice = MailAddress.Parse("alice@s-mail.test");

    [Property]
    public bool Sigma_differs_by_account_generation_and_key(Guid account, ulong generation)
    {
        var id = new AccountId(account);
        generation |= 1;
        string[] all =
        [
            Convert.ToHexString(ServerDerivations.Sigma(Secret, id, generation)),
            Convert.ToHexString(ServerDerivations.Sigma(Secret, id, generation + 1 == 0 ? 2 : generation + 1)),
            Convert.ToHexString(ServerDerivations.Sigma(Secret, Id.Generate<AccountId>(), generation)),
            Convert.ToHexString(ServerDerivations.Sigma(new byte[32], id, generation)),
        ];
        return all.Distinct().Count() == all.Length && all[0].Length == 64;
    }

    [Fact]
    public void A_salt_depends_on_realm_and_canonical_address()
    {
        var salt = ServerDerivations.AccountSalt(Secret, "test", Alice);
        Assert.Equal(16, salt.Length);
        Assert.Equal(salt, ServerDerivations.AccountSalt(Secret, "test", MailAddress.Parse("ALICE@S-mail.test")));
        Assert.NotEqual(salt, ServerDerivations.AccountSalt(Secret, "panel", Alice));
        Assert.NotEqual(salt, ServerDerivations.AccountSalt(Secret, "test", MailAddress.Parse("bob@s-mail.test")));
    }

    [Fact]
    public void A_verifier_is_the_peppered_hash()
    {
        var bytes = RandomNumberGenerator.GetBytes(32);
        using var proof = LoginProof.FromBytes(bytes);
        Assert.Equal(HMACSHA256.HashData(Secret, SHA256.HashData(bytes)), ServerDerivations.Verifier(Secret, proof));
    }
}
