using System.Text;
using SMail.OpenPgp;
using SMail.Sdk.Accounts;
using SMail.Sdk.KeyDerivation;
using SMail.Sdk.Server;
using Stretcher = SMail.Sdk.KeyDerivation.KeyDerivation;

namespace SMail.Sdk.Tests.KeyDerivation;

/// <summary>Writes <c>docs/vectors</c>, when a format is added: <c>--explicit only --filter-class '*VectorWriter'</c>.</summary>
public sealed class VectorWriter
{
    private const string Account = "000102030405060708090a0b0c0d0e0f";
    private static readonly byte[] DecoyKey = Bytes(0x00);
    private static readonly byte[] SigmaKey = Bytes(0x20);
    private static readonly byte[] Pepper = Bytes(0x40);
    private static readonly byte[] AccountKeyBytes = Bytes(0x60);

    [Fact(Explicit = true)]
    public void Write()
    {
        DerivationVector[] derivations =
        [
            Derive("correct horse battery staple", "alice@s-mail.test", "test", KdfParameters.Interactive, generation: 1),
            Derive("test", "alice@s-mail.test", "test", KdfParameters.Constrained, generation: 1),
            Derive("TEST", "alice@s-mail.test", "test", KdfParameters.Constrained, generation: 1),
            // Decomposed, with two spaces that are mapped; then as it is typed elsewhere.
            Derive("pa\u0308sswo\u0308rd\u00A0\u3000x", "bob.b@s-mail.test", "test", KdfParameters.Constrained, generation: 2),
            Derive("p\u00E4ssw\u00F6rd  x", "bob.b@s-mail.test", "test", KdfParameters.Constrained, generation: 2),
            Derive("\U0001F511 \u043F\u0430\u0440\u043E\u043B\u044C \uD55C", "a_b-c.d@xn--bcher-kva.example", "panel", KdfParameters.Sensitive, generation: 258),
        ];
        Vectors.Publish("derivation.json", derivations);
        Vectors.Publish("wrap.json", [Wrap(derivations[0], sigmaVersion: 1, epoch: 1), Wrap(derivations[^1], sigmaVersion: 0x01020304, epoch: 0x0102030405060708)]);
        Vectors.Publish("records.json",
        [
            Record("secret-keys", "openpgp-keys", new string('0', 32), 1, "Packets of secret keys stand here."),
            Record("records", "pin", "00112233445566778899aabbccddeeff", 2, "{\"n\":1}"),
            Record("state", "state", new string('0', 32), 0x0102030405060708, ""),
        ]);
    }

    [Fact(Explicit = true)]
    public void WriteRecovery() => Vectors.Publish("recovery.json",
    [
        Recover(Bytes(0x80), "alice@s-mail.test", "test", sigmaVersion: 1, generation: 1),
        Recover(Convert.FromHexString("f585c11aec520db57dd353c69554b21a89b20fb0650966fa0a9d6f74fd989d8f"), "a_b-c.d@xn--bcher-kva.example", "panel", sigmaVersion: 0x01020304, generation: 258),
    ]);

    private static RecoveryVector Recover(byte[] entropy, string mail, string realm, uint sigmaVersion, ulong generation)
    {
        var (address, account) = (MailAddress.Parse(mail), VectorTests.AccountOf(Account));
        var sigma = ServerDerivations.Sigma(SigmaKey, account, generation);
        using var phrase = Bip39.Encode(entropy);
        using var secret = new RecoverySecret(SecretBytes.CopyOf(entropy));
        using var proof = secret.GetProof(realm, address);
        using var kek = secret.Combine(realm, address, account, sigma);
        using var key = new AccountKey(SecretBytes.CopyOf(AccountKeyBytes));
        var envelope = kek.Wrap(key, new RecoveryHeader(account, sigmaVersion, generation));
        return new(Hex(entropy), phrase.Memory.ToString(), realm, mail, Hex(Pepper), Hex(proof.Span), Hex(ServerDerivations.Verifier(Pepper, proof)), Account, sigmaVersion, generation,
            Hex(sigma), Hex(kek.Key.Span), Hex(kek.Commitment.Span), VectorTests.NonceOf(envelope), Hex(AccountKeyBytes), Hex(envelope.Bytes.Span));
    }

    private static DerivationVector Derive(string password, string mail, string realm, KdfParameters cost, ulong generation)
    {
        var address = MailAddress.Parse(mail);
        var s = ServerDerivations.AccountSalt(DecoyKey, realm, address);
        var salt = Stretcher.Salt(new StretchInput(realm, address, s, cost));
        var r = new byte[32];
        using (var normalized = PasswordNormalizer.Normalize(password))
            Argon2id.Derive(normalized.Span, salt, cost.MemoryKiB, cost.Passes, r);
        using var stretched = new StretchedPassword(SecretBytes.CopyOf(r));
        using var proof = stretched.GetLoginProof();
        var sigma = ServerDerivations.Sigma(SigmaKey, VectorTests.AccountOf(Account), generation);
        using var kek = stretched.Combine(sigma);
        return new(password, mail, realm, cost.MemoryKiB, cost.Passes, Hex(DecoyKey), Hex(SigmaKey), Account, generation, Hex(s), Hex(salt), Hex(r),
            Hex(proof.Span), Hex(sigma), Hex(kek.Key.Span), Hex(kek.Commitment.Span), Hex(Pepper), Hex(ServerDerivations.Verifier(Pepper, proof)));
    }

    private static WrapVector Wrap(DerivationVector from, uint sigmaVersion, ulong epoch)
    {
        using var stretched = new StretchedPassword(SecretBytes.CopyOf(Convert.FromHexString(from.R)));
        using var kek = stretched.Combine(Convert.FromHexString(from.Sigma));
        using var key = new AccountKey(SecretBytes.CopyOf(AccountKeyBytes));
        var cost = new KdfParameters(KdfAlgorithm.Argon2id, from.Kib, from.Passes, 1);
        var binding = new WrapBinding(LoginProtocol.Verifier, cost, Convert.FromHexString(from.S), VectorTests.AccountOf(from.AccountId));
        var envelope = kek.Wrap(key, new WrapHeader(binding, sigmaVersion, from.Generation, epoch));
        return new(from.R, from.Sigma, from.K, (int)binding.Protocol, (int)cost.Algorithm, cost.MemoryKiB, cost.Passes, cost.Lanes, from.S, sigmaVersion,
            from.Generation, from.AccountId, epoch, from.C, VectorTests.NonceOf(envelope), Hex(AccountKeyBytes), Hex(envelope.Bytes.Span));
    }

    private static RecordVector Record(string purpose, string kind, string id, ulong version, string text)
    {
        using var key = new AccountKey(SecretBytes.CopyOf(AccountKeyBytes));
        var header = new RecordHeader(VectorTests.AccountOf(Account), kind, Guid.ParseExact(id, "N"), version);
        var plaintext = Encoding.UTF8.GetBytes(text);
        var envelope = key.SealRecord(VectorTests.PurposeNames[purpose], header, plaintext);
        return new(Hex(AccountKeyBytes), purpose, Account, kind, id, version, VectorTests.NonceOf(envelope), Hex(plaintext), Hex(envelope.Bytes.Span));
    }

    private static string Hex(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(bytes);

    private static byte[] Bytes(byte first) => [.. Enumerable.Range(first, 32).Select(i => (byte)i)];
}
