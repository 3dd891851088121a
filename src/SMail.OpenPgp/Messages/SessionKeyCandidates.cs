using SMail.OpenPgp.Packets;

namespace SMail.OpenPgp;

/// <summary>The session keys that may be a message's (RFC 9580, sections 5.1 and 5.3).</summary>
internal static class SessionKeyCandidates
{
    /// <summary>Anyone can add key packets for a recipient; each that opens costs a try.</summary>
    private const int MaxAttempts = 4;

    /// <summary>A try takes milliseconds, with RSA and Brainpool tens of them.</summary>
    private const int MaxKeyTries = 128;

    /// <summary>A try may take a second, and anyone can add key packets.</summary>
    private const int MaxPasswordTries = 16;

    /// <summary>One after the other, as asked for: trying a key or a password is dear.</summary>
    internal static IEnumerable<SessionKey> Of(EncryptedIntake intake, DecryptOptions options, CancellationToken cancellationToken)
    {
        foreach (var given in options.SessionKeys)
        {
            if (IsTaken(given, options.Policy))
                yield return given.Copy();
        }
        var attempts = 0;
        foreach (var found in Open(intake, options, cancellationToken).Concat(Guess(intake, options, cancellationToken)))
        {
            if (found is null)
                continue;
            if (!IsTaken(found, options.Policy))
            {
                found.Dispose();
                continue;
            }
            yield return found;
            if (++attempts == MaxAttempts)
                yield break;
        }
    }

    private static IEnumerable<SessionKey?> Open(EncryptedIntake intake, DecryptOptions options, CancellationToken cancellationToken)
    {
        var tries = 0;
        foreach (var packet in intake.Keys)
        {
            foreach (var secret in options.Keys)
            {
                foreach (var key in secret.DecryptionKeys)
                {
                    if (!packet.IsFor(key.PublicKey))
                        continue;
                    cancellationToken.ThrowIfCancellationRequested();
                    if (++tries > MaxKeyTries)
                        throw Errors.Limit($"A message takes more than {MaxKeyTries} tries of keys.");
                    yield return packet.Open(key);
                }
            }
        }
    }

    /// <summary>Key packets that cost too much, which may be another's, are passed over where a later one opens.</summary>
    private static IEnumerable<SessionKey?> Guess(EncryptedIntake intake, DecryptOptions options, CancellationToken cancellationToken)
    {
        OpenPgpException? refusal = null;
        var tries = 0;
        foreach (var (key, password) in intake.PasswordKeys.SelectMany(_ => options.Passwords, (key, password) => (key, password)))
        {
            cancellationToken.ThrowIfCancellationRequested();
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
