using SMail.OpenPgp.Packets;

namespace SMail.OpenPgp;

/// <summary>The session keys that may be a message's (RFC 9580, sections 5.1 and 5.3).</summary>
internal static class SessionKeyCandidates
{
    /// <summary>Anyone can add key packets for a recipient; each that opens costs a try.</summary>
    private const int MaxAttempts = 4;

    /// <summary>A try may take a second, and anyone can add key packets.</summary>
    private const int MaxPasswordTries = 16;

    /// <summary>One after the other, as asked for: trying a password is dear.</summary>
    internal static IEnumerable<SessionKey> Of(EncryptedIntake intake, DecryptOptions options)
    {
        var given = options.SessionKeys.Select(k => k.Copy());
        var opened = intake.Keys.Select(k => k.Open(options.Keys.SelectMany(s => s.DecryptionKeys)));
        return given.Concat(opened).Concat(Guess(intake, options)).OfType<SessionKey>().Where(k => IsTaken(k, options.Policy)).Take(MaxAttempts);
    }

    /// <summary>Key packets that cost too much, which may be another's, are passed over where a later one opens.</summary>
    private static IEnumerable<SessionKey?> Guess(EncryptedIntake intake, DecryptOptions options)
    {
        OpenPgpException? refusal = null;
        var tries = 0;
        foreach (var (key, password) in intake.PasswordKeys.SelectMany(_ => options.Passwords, (key, password) => (key, password)))
        {
            if (++tries > MaxPasswordTries)
                throw Errors.Limit($"A message takes more than {MaxPasswordTries} tries of passwords.");
            SessionKey? opened = null;
            try
            {
                opened = key.Open(password.Span, options.Policy.S2kLimits);
            }
            catch (OpenPgpException e) when (e.Code == OpenPgpError.LimitExceeded)
            {
                refusal = e;
            }
            yield return opened;
        }
        if (refusal is not null)
            throw new OpenPgpException(refusal.Code, refusal.Message, refusal);
    }

    /// <summary>A cipher the policy does not take is as good as no key.</summary>
    private static bool IsTaken(SessionKey key, OpenPgpPolicy policy) => key.Cipher is not { } cipher || policy.Takes(cipher);
}
