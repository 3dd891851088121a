using SMail.OpenPgp;
using SMail.Sdk.Accounts;
using SMail.Sdk.KeyDerivation;
using SMail.Sdk.Server;
using Stretcher = SMail.Sdk.KeyDerivation.KeyDerivation;

namespace SMail.Sdk.Tests.KeyDerivation;

/// <summary>Vectors by an independent implementation of the same text, over the reference libargon2, and those published here.</summary>
public sealed class VectorTests
{
    [Fact]
    public async Task Every_vector_is_met()
    {
        var vectors = Vectors.Read<DerivationVector>(TestData.Vectors("key-derivation/vectors.json"));
        Assert.Equal(6, vectors.Length);
        foreach (var vector in vectors)
            await Meet(vector);
    }

    [Fact]
    public async Task Every_published_derivation_is_met()
    {
        var vectors = Vectors.Published<DerivationVector>("derivation.json");
        Assert.NotEmpty(vectors);
        foreach (var vector in vectors)
        {
            await Meet(vector);
            using var proof = LoginProof.FromBytes(Convert.FromHexString(vector.A));
            Assert.Equal(vector.Verifier, Convert.ToHexStringLower(ServerDerivations.Verifier(Convert.FromHexString(vector.Pepper!), proof)));
        }
    }

    [Fact]
    public void Every_published_wrap_opens()
    {
        var vectors = Vectors.Published<WrapVector>("wrap.json");
        Assert.NotEmpty(vectors);
        foreach (var v in vectors)
        {
            using var stretched = new StretchedPassword(SecretBytes.CopyOf(Convert.FromHexString(v.R)));
            using var kek = stretched.Combine(Convert.FromHexString(v.Sigma));
            Assert.Equal(v.K, Convert.ToHexStringLower(kek.Key.Span));
            Assert.Equal(v.C, Convert.ToHexStringLower(kek.Commitment.Span));
            var binding = new WrapBinding((LoginProtocol)v.Protocol, new KdfParameters((KdfAlgorithm)v.Kdf, v.Kib, v.Passes, v.Lanes),
                Convert.FromHexString(v.S), AccountOf(v.AccountId));
            var envelope = SealedRecord.Parse(Convert.FromHexString(v.Envelope));
            Assert.Equal(new WrapHeader(binding, v.SigmaVersion, v.Generation, v.Epoch), WrapHeader.Parse(envelope));
            using var key = kek.Unwrap(envelope, binding);
            Assert.Equal(v.AccountKey, Convert.ToHexStringLower(key.Secret.Span));
            Assert.Equal(v.Nonce, NonceOf(envelope));
        }
    }

    [Fact]
    public void Every_published_record_opens()
    {
        var vectors = Vectors.Published<RecordVector>("records.json");
        Assert.Equal(PurposeNames.Keys.ToHashSet(), vectors.Select(v => v.Purpose).ToHashSet());
        foreach (var v in vectors)
        {
            using var key = new AccountKey(SecretBytes.CopyOf(Convert.FromHexString(v.AccountKey)));
            var header = new RecordHeader(AccountOf(v.AccountId), v.Kind, Guid.ParseExact(v.RecordId, "N"), v.Version);
            var envelope = SealedRecord.Parse(Convert.FromHexString(v.Envelope));
            using var opened = key.OpenRecord(PurposeNames[v.Purpose], header, envelope);
            Assert.Equal(v.Plaintext, Convert.ToHexStringLower(opened.Span));
            Assert.Equal(v.Nonce, NonceOf(envelope));
        }
    }

    [Fact]
    public void Every_published_recovery_is_met()
    {
        var vectors = Vectors.Published<RecoveryVector>("recovery.json");
        Assert.NotEmpty(vectors);
        foreach (var v in vectors)
        {
            using var secret = new RecoverySecret(Bip39.Decode(v.Phrase));
            Assert.Equal(v.E, Convert.ToHexStringLower(secret.Span));
            using var phrase = Bip39.Encode(secret.Span);
            Assert.Equal(v.Phrase, phrase.Memory.ToString());
            using var proof = secret.GetProof(v.Realm, MailAddress.Parse(v.Address));
            Assert.Equal(v.Proof, Convert.ToHexStringLower(proof.Span));
            Assert.Equal(v.Verifier, Convert.ToHexStringLower(ServerDerivations.Verifier(Convert.FromHexString(v.Pepper), proof)));
            using var kek = secret.Combine(v.Realm, MailAddress.Parse(v.Address), AccountOf(v.AccountId), Convert.FromHexString(v.Sigma));
            Assert.Equal((v.K, v.C), (Convert.ToHexStringLower(kek.Key.Span), Convert.ToHexStringLower(kek.Commitment.Span)));
            var envelope = SealedRecord.Parse(Convert.FromHexString(v.Envelope));
            Assert.Equal(new RecoveryHeader(AccountOf(v.AccountId), v.SigmaVersion, v.Generation), RecoveryHeader.Read(envelope, out _));
            using var key = kek.UnwrapRecovery(envelope, AccountOf(v.AccountId), v.Generation);
            Assert.Equal(v.AccountKey, Convert.ToHexStringLower(key.Secret.Span));
            Assert.Equal(v.Nonce, NonceOf(envelope));
        }
    }

    internal static Dictionary<string, RecordPurpose> PurposeNames { get; } = new()
    {
        ["secret-keys"] = RecordPurpose.SecretKeys, ["records"] = RecordPurpose.Records, ["state"] = RecordPurpose.State,
    };

    internal static AccountId AccountOf(string hex) => Id.FromBytes<AccountId>(Convert.FromHexString(hex));

    internal static string NonceOf(SealedRecord envelope) =>
        Convert.ToHexStringLower(envelope.Bytes.Span.Slice(1 + LengthPrefixed.PrefixSize + envelope.Open().Header.Length, Envelope.NonceSize));

    private static async Task Meet(DerivationVector v)
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

        var sigma = ServerDerivations.Sigma(Convert.FromHexString(v.SigmaKey), AccountOf(v.AccountId), v.Generation);
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
