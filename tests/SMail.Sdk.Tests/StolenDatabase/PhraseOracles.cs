using System.Security.Cryptography;
using SMail.Sdk.KeyDerivation;
using SMail.Sdk.Server;

namespace SMail.Sdk.Tests.StolenDatabase;

/// <summary>For each stored value that depends on a recovery phrase: how whoever has every input tells whether it is the right one. Nobody guesses a phrase; but somebody may find one.</summary>
internal static class PhraseOracles
{
    /// <summary>Whether a phrase fits a stored login, given server secrets that may be the true ones.</summary>
    public delegate bool Test(LoginRow stored, AccountId account, RecoverySecret phrase, ServerSecrets secrets);

    public static IReadOnlyDictionary<string, Test> All { get; } = new Dictionary<string, Test>
    {
        ["LoginRow.recovery.verifier.value"] = Verifier,
        ["LoginRow.recovery.wrappedAccountKey/header.Commitment"] = Commitment,
        ["LoginRow.recovery.wrappedAccountKey/ciphertext"] = Opens,
        ["LoginRow.recovery.wrappedAccountKey/tag"] = Opens,
    };

    private static bool Verifier(LoginRow stored, AccountId account, RecoverySecret phrase, ServerSecrets secrets)
    {
        using var proof = phrase.GetProof("test", stored.Address);
        var verifier = ServerDerivations.Verifier(secrets.Get(ServerSecretKind.Pepper, stored.Recovery!.PepperVersion).Span, proof);
        return stored.Recovery.Verifier.Matches(new TokenHash(Convert.ToHexString(verifier)));
    }

    private static bool Commitment(LoginRow stored, AccountId account, RecoverySecret phrase, ServerSecrets secrets)
    {
        using var key = Combine(stored, account, phrase, secrets);
        _ = RecoveryHeader.Read(stored.Recovery!.WrappedAccountKey!, out var committed);
        return CryptographicOperations.FixedTimeEquals(committed, key.Commitment.Span);
    }

    private static bool Opens(LoginRow stored, AccountId account, RecoverySecret phrase, ServerSecrets secrets)
    {
        using var key = Combine(stored, account, phrase, secrets);
        using var opened = stored.Recovery!.WrappedAccountKey!.Open().TryOpen(key.Key);
        return opened is not null;
    }

    private static KeyEncryptionKey Combine(LoginRow stored, AccountId account, RecoverySecret phrase, ServerSecrets secrets) => phrase.Combine(
        "test", stored.Address, account, ServerDerivations.Sigma(secrets.Get(ServerSecretKind.Sigma, stored.Recovery!.ShareVersion).Span, account, stored.Generation));
}
