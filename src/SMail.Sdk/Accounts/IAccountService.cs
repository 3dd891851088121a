namespace SMail.Sdk.Accounts;

/// <summary>Accounts from nothing but a name and a password. The password is stored nowhere and can't be restored.</summary>
/// <remarks>Errors are <see cref="SMailException"/> with a code; a cancelled call throws <see cref="OperationCanceledException"/> and leaves nothing half done.</remarks>
public interface IAccountService
{
    /// <summary>Says whether a name can be had, and if not by its form, which rule it breaks.</summary>
    /// <param name="name">A user name, or name@domain where several domains are hosted.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    Task<NameCheck> CheckNameAsync(string name, CancellationToken cancellationToken = default);

    /// <summary>Holds a name for 90 minutes (a server option); then it is free again by itself.</summary>
    /// <param name="name">A user name, or name@domain where several domains are hosted.</param>
    /// <param name="token">Null for a new reservation; the token of an earlier try to repeat it after a dropped connection.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="SMailException"><see cref="SMailError.InvalidUsername"/>, <see cref="SMailError.NameTaken"/> or <see cref="SMailError.TooManyAttempts"/>; <see cref="SMailError.MachineUnfit"/> where this machine could not make the account.</exception>
    Task<PendingRegistration> ReserveAsync(string name, ReservationToken? token = null, CancellationToken cancellationToken = default);

    /// <summary>Makes the account: keys are made here, and only sealed ones leave. After a dropped connection the same call may be made again.</summary>
    /// <param name="registration">The reservation.</param>
    /// <param name="password">The password; upper and lower case differ.</param>
    /// <param name="confirmation">The password once more, as it was typed the second time.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="SMailException"><see cref="SMailError.PasswordMismatch"/>, <see cref="SMailError.InvalidPassword"/>, <see cref="SMailError.ReservationLapsed"/> or <see cref="SMailError.AlreadyRegistered"/>.</exception>
    Task CompleteAsync(PendingRegistration registration, ReadOnlyMemory<char> password, ReadOnlyMemory<char> confirmation, CancellationToken cancellationToken = default);

    /// <summary>Logs in. The session holds the keys until it is disposed.</summary>
    /// <param name="name">A user name, or name@domain.</param>
    /// <param name="password">The password.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="SMailException"><see cref="SMailError.LoginFailed"/>: name or password is wrong, and it does not say which. <see cref="SMailError.TooManyAttempts"/>: wait for <see cref="SMailException.RetryAfter"/>.</exception>
    Task<MailSession> LoginAsync(string name, ReadOnlyMemory<char> password, CancellationToken cancellationToken = default);

    /// <summary>Changes the password, at once, whatever the mailbox holds. This session goes on; all others of the account end.</summary>
    /// <remarks>
    /// The keys stay the same. So it does not help against somebody who has the old password and an old copy of the database:
    /// that is what <see cref="RotateKeysAsync"/> is for. Where the answer was lost, one of the two passwords is good: try the new one first.
    /// </remarks>
    /// <param name="session">The account's session.</param>
    /// <param name="oldPassword">The password as it is.</param>
    /// <param name="newPassword">The password as it will be; upper and lower case differ.</param>
    /// <param name="confirmation">The new password once more, as it was typed the second time.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="SMailException">
    /// <see cref="SMailError.LoginFailed"/>: the old password is wrong. <see cref="SMailError.PasswordMismatch"/>, <see cref="SMailError.InvalidPassword"/>,
    /// <see cref="SMailError.PasswordChangeRefused"/>, <see cref="SMailError.Conflict"/> or <see cref="SMailError.RolledBack"/>.
    /// </exception>
    Task ChangePasswordAsync(MailSession session, ReadOnlyMemory<char> oldPassword, ReadOnlyMemory<char> newPassword, ReadOnlyMemory<char> confirmation, CancellationToken cancellationToken = default);

    /// <summary>Changes the password and the keys under it: for after a compromise. The account key is made anew, all records are sealed anew, and others encrypt to a new subkey.</summary>
    /// <remarks>
    /// The key's fingerprint stays, and mail from before stays readable. Who had the old password and a copy of the database can read
    /// what was in that copy, and no more. A recovery phrase is gone with the old keys. Where the answer was lost, the session is ended: log in with the new password, or else with the old one.
    /// </remarks>
    /// <param name="session">The account's session.</param>
    /// <param name="oldPassword">The password as it is.</param>
    /// <param name="newPassword">The password as it will be.</param>
    /// <param name="confirmation">The new password once more.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="SMailException">As for <see cref="ChangePasswordAsync"/>; <see cref="SMailError.InvalidRequest"/>: the key has as many subkeys as it can have.</exception>
    Task RotateKeysAsync(MailSession session, ReadOnlyMemory<char> oldPassword, ReadOnlyMemory<char> newPassword, ReadOnlyMemory<char> confirmation, CancellationToken cancellationToken = default);

    /// <summary>Sets a new password with a token from the administrator, where the old one is lost, and logs in.</summary>
    /// <remarks>
    /// All keys are made anew: others see <see cref="Messages.MailVerdict.KeyChanged"/>, this account's other devices <see cref="SMailError.OwnKeyReplaced"/> until they forget it
    /// (<see cref="IDeviceMemory.ForgetAsync"/>), and pins are gone. Mail from before stays, locked. After a dropped connection the same call may be made again, with the same password.
    /// </remarks>
    /// <param name="name">A user name, or name@domain.</param>
    /// <param name="token">As the administrator gave it; good once.</param>
    /// <param name="password">The new password; upper and lower case differ.</param>
    /// <param name="confirmation">The new password once more, as it was typed the second time.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="SMailException">
    /// <see cref="SMailError.ResetRefused"/>: nothing was changed. <see cref="SMailError.LoginFailed"/>: the token was redeemed before, with another password.
    /// <see cref="SMailError.PasswordMismatch"/>, <see cref="SMailError.InvalidPassword"/> or <see cref="SMailError.TooManyAttempts"/>.
    /// </exception>
    Task<MailSession> RedeemResetAsync(string name, ResetToken token, ReadOnlyMemory<char> password, ReadOnlyMemory<char> confirmation, CancellationToken cancellationToken = default);

    /// <summary>Reopens mail from before a reset, with the password of that time, for as long as this session lives.</summary>
    /// <remarks>After several resets there are several such passwords, each for the mail of its time. The keys behind them decrypt and do nothing else: what is new is sealed and signed with the account's own key.</remarks>
    /// <param name="session">The account's session.</param>
    /// <param name="oldPassword">A password from before a reset.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="SMailException"><see cref="SMailError.LoginFailed"/>: nothing is locked under this password. <see cref="SMailError.TooManyAttempts"/>: wait for <see cref="SMailException.RetryAfter"/>.</exception>
    Task UnlockLegacyAsync(MailSession session, ReadOnlyMemory<char> oldPassword, CancellationToken cancellationToken = default);

    /// <summary>Makes a recovery phrase: 24 words (BIP-39, English) by which a new password is set where the old one is lost. They are shown this once, and stored nowhere.</summary>
    /// <remarks>
    /// It takes the place of an earlier phrase, stays good when the password changes, and ends with <see cref="RotateKeysAsync"/> and with a reset: the keys it opens are others then.
    /// Whoever finds it has the account. Where the answer was lost, make another.
    /// </remarks>
    /// <param name="session">The account's session.</param>
    /// <param name="password">The password, proven once more.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The words with a space between each two; the caller disposes them.</returns>
    /// <exception cref="SMailException">
    /// <see cref="SMailError.RecoveryRefused"/>: the deployment takes none (<see cref="Server.ServerOptions.RecoveryPhrase"/>). <see cref="SMailError.LoginFailed"/>: the password is wrong.
    /// <see cref="SMailError.Conflict"/>, <see cref="SMailError.RolledBack"/> or <see cref="SMailError.TooManyAttempts"/>.
    /// </exception>
    Task<SecretText> CreateRecoveryPhraseAsync(MailSession session, ReadOnlyMemory<char> password, CancellationToken cancellationToken = default);

    /// <summary>Sets a new password with a recovery phrase, and logs in. All other sessions end; keys stay the same, and all mail stays readable.</summary>
    /// <remarks>
    /// The phrase is used up: it was typed somewhere in a hurry, and whoever saw it must not come back with it. Make another with <see cref="CreateRecoveryPhraseAsync"/>, and where it may
    /// have been seen, <see cref="RotateKeysAsync"/> first. After a dropped connection the same call may be made again, with the same password.
    /// </remarks>
    /// <param name="name">A user name, or name@domain.</param>
    /// <param name="phrase">The 24 words; case, and kind and number of spaces do not matter.</param>
    /// <param name="password">The new password; upper and lower case differ.</param>
    /// <param name="confirmation">The new password once more, as it was typed the second time.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="SMailException">
    /// <see cref="SMailError.InvalidRecoveryPhrase"/>: a word is mistyped, and nothing was sent. <see cref="SMailError.RecoveryRefused"/>: nothing was changed.
    /// <see cref="SMailError.LoginFailed"/>: the phrase was used before, with another password. <see cref="SMailError.PasswordMismatch"/>, <see cref="SMailError.InvalidPassword"/>,
    /// <see cref="SMailError.TooManyAttempts"/>, <see cref="SMailError.KeysDamaged"/>, <see cref="SMailError.RolledBack"/> or <see cref="SMailError.OwnKeyReplaced"/>.
    /// </exception>
    Task<MailSession> RecoverAsync(string name, ReadOnlyMemory<char> phrase, ReadOnlyMemory<char> password, ReadOnlyMemory<char> confirmation, CancellationToken cancellationToken = default);
}

/// <summary>Whether a name can be had.</summary>
/// <param name="IsAvailable">True when it can be registered now.</param>
/// <param name="BrokenRule">The rule its form breaks; null when it is well-formed, and then it is taken.</param>
public sealed record NameCheck(bool IsAvailable, UsernameRule? BrokenRule);

/// <summary>What applications call most.</summary>
public static class AccountServiceExtensions
{
    /// <summary>Reserves a name and makes the account in one go.</summary>
    public static async Task RegisterAsync(this IAccountService accounts, string name, ReadOnlyMemory<char> password, ReadOnlyMemory<char> confirmation, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(accounts);
        using var registration = await accounts.ReserveAsync(name, null, cancellationToken).ConfigureAwait(false);
        await accounts.CompleteAsync(registration, password, confirmation, cancellationToken).ConfigureAwait(false);
    }
}
