using System.Text;
using System.Text.Json;
using SMail.OpenPgp;
using SMail.Sdk.KeyDerivation;
using SMail.Sdk.Server;
using Stretcher = SMail.Sdk.KeyDerivation.KeyDerivation;

namespace SMail.Sdk.Tests.KeyDerivation;

/// <summary>Vectors by an independent implementation of the same text, over the reference libargon2.</summary>
public sealed class VectorTests
{
    private static readonly JsonSerializerOptions Web = new(JsonSerializerDefaults.Web);

    public sealed record Vector(string Password, string Address, string Realm, int Kib, int Passes, string DecoyKey, string SigmaKey,
        string AccountId, ulong Generation, string S, string Salt, string R, string A, string Sigma, string K, string C);

    [Fact]
    public async Task Every_vector_is_met()
    {
        var file = TestData.Vectors("key-derivation/vectors.json");
        var vectors = JsonSerializer.Deserialize<Vector[]>(await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken), Web)!;
        Assert.Equal(6, vectors.Length);
        foreach (var vector in vectors)
            await Meet(vector);
    }

    private static async Task Meet(Vector v)
    {
        var address = MailAddress.Parse(v.Address);
        var s = ServerDerivations.AccountSalt(Convert.FromHexString(v.DecoyKey), v.Realm, address);
        Assert.Equal(v.S, Convert.ToHexStringLower(s));
        var input = new StretchInput(v.Realm, address, s, new KdfParameters(KdfAlgorithm.Argon2id, v.Kib, v.Passes, 1));
        var salt = Stretcher.Salt(input);
        Assert.Equal(v.Salt, Convert.ToHexStringLower(salt));

        var r = new byte[32];
        using (var normalized = PasswordNormalizer.Normalize(v.Password))
            Argon2id.Derive(normalized.Span, salt, v.Kib, v.Passes, r);
        Assert.Equal(v.R, Convert.ToHexStringLower(r));

        var account = Id.FromBytes<AccountId>(Convert.FromHexString(v.AccountId));
        var sigma = ServerDerivations.Sigma(Convert.FromHexString(v.SigmaKey), account, v.Generation);
        Assert.Equal(v.Sigma, Convert.ToHexStringLower(sigma));

        var options = new KeyDerivationOptions { MinimumProfile = KdfParameters.Constrained };
        using var stretched = await new Stretcher(options).StretchAsync(v.Password.AsMemory(), input, TestContext.Current.CancellationToken);
        using var proof = stretched.GetLoginProof();
        Assert.Equal(v.A, Convert.ToHexStringLower(proof.Span));
        using var key = stretched.Combine(sigma);
        Assert.Equal(v.K, Convert.ToHexStringLower(key.Key.Span));
        Assert.Equal(v.C, Convert.ToHexStringLower(key.Commitment.Span));
    }
}
