using System.Security.Cryptography;
using SMail.Sdk.KeyDerivation;
using SMail.Sdk.Server;

namespace SMail.Sdk.Tests.StolenDatabase;

/// <summary>For each stored value that depends on a password: how whoever has every input tells whether a guess is right.</summary>
internal static class Oracles
{
    /// <summary>Whether a guess fits a stored login, given server secrets that may be the true ones.</summary>
    public delegate bool Test(LoginRow stored, AccountId account, StretchedPassword guess, ServerSecrets secrets);

    private static readonly Dictionary<string, Test> Logins = new()
    {
        ["LoginRow.verifier.value"] = Verifier,
        ["LoginRow.wrappedAccountKey/header.Commitment"] = Commitment,
        ["LoginRow.wrappedAccountKey/ciphertext"] = Opens,
        ["LoginRow.wrappedAccountKey/tag"] = Opens,
    };

    public static IReadOnlyDictionary<string, Test> All { get; } =
        Logins.Concat(Logins.Select(oracle => KeyValuePair.Create(FieldInputs.InLockedSet(oracle.Key), oracle.Value))).ToDictionary();

    private static bool Verifier(LoginRow stored, AccountId account, StretchedPassword guess, ServerSecrets secrets)
    {
        using var proof = guess.GetLoginProof();
        var verifier = ServerDerivations.Verifier(secrets.Get(ServerSecretKind.Pepper, stored.PepperVersion).Span, proof);
        return stored.Verifier.Matches(new TokenHash(Convert.ToHexString(verifier)));
    }

    private static bool Commitment(LoginRow stored, AccountId account, StretchedPassword guess, ServerSecrets secrets)
    {
        using var key = Combine(stored, account, guess, secrets);
        _ = WrapHeader.Read(stored.WrappedAccountKey, out var committed);
        return CryptographicOperations.FixedTimeEquals(committed, key.Commitment.Span);
    }

    private static bool Opens(LoginRow stored, AccountId account, StretchedPassword guess, ServerSecrets secrets)
    {
        using var key = Combine(stored, account, guess, secrets);
        using var opened = stored.WrappedAccountKey.Open().TryOpen(key.Key);
        return opened is not null;
    }

    private static KeyEncryptionKey Combine(LoginRow stored, AccountId account, StretchedPassword guess, ServerSecrets secrets) =>
        guess.Combine(ServerDerivations.Sigma(secrets.Get(ServerSecretKind.Sigma, stored.ShareVersion).Span, account, stored.Generation));
}
