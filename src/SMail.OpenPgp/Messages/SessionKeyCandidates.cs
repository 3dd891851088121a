using SMail.OpenPgp.Packets;

namespace SMail.OpenPgp;

/// <summary>The session keys that may be a message's (RFC 9580, sections 5.1 and 5.3).</summary>
internal static class SessionKeyCandidates
{
    /// <summary>Anyone can add key packets for a recipient; each that opens costs a try.</summary>
    private const int MaxAttempts = 4;

    /// <summary>Each try of a password on a key packet may take a second.</summary>
    private const int MaxGuesses = 16;

    /// <summary>One after the other, as asked for: trying a password is dear.</summary>
    internal static IEnumerable<SessionKey> Of(EncryptedIntake intake, DecryptOptions options)
    {
        var given = options.SessionKeys.Select(k => k.Copy());
        var opened = intake.Keys.Select(k => k.Open(options.Keys.SelectMany(s => s.DecryptionKeys)));
        var limits = options.Policy.S2kLimits;
        var guesses = intake.PasswordKeys.SelectMany(k => options.Passwords, (k, password) => (Key: k, Password: password));
        var guessed = guesses.Select((guess, number) => number < MaxGuesses
            ? guess.Key.Open(guess.Password.Span, limits)
            : throw Errors.Limit($"More than {MaxGuesses} tries of passwords on key packets."));
        return given.Concat(opened).Concat(guessed).OfType<SessionKey>().Where(k => IsTaken(k, options.Policy)).Take(MaxAttempts);
    }

    /// <summary>A cipher the policy does not take is as good as no key.</summary>
    private static bool IsTaken(SessionKey key, OpenPgpPolicy policy) => key.Cipher is not { } cipher || policy.Takes(cipher);
}
