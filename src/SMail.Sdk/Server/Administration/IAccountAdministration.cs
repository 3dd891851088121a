using SMail.Sdk.Storage;

namespace SMail.Sdk.Server;

/// <summary>What an administrator does with accounts. It is no part of the door: whoever serves <see cref="IMailServer"/> to clients does not serve this.</summary>
/// <remarks>
/// It answers precisely, where the door answers uniformly; so ask who calls before calling it. No call needs or gives a password or a key.
/// Every call may be made again: what was done is not done twice, and what was broken off goes on.
/// Beside the errors named, storage that fails is a <see cref="StorageException"/>.
/// </remarks>
public interface IAccountAdministration
{
    /// <summary>Lists addresses, whatever their status, aliases among them, a page at a time.</summary>
    /// <param name="domain">The domain; null for all.</param>
    /// <param name="cursor">Where the last page ended; null for the first.</param>
    /// <param name="limit">How many at the most, 1 to 1,000; a page may have fewer.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="SMailException"><see cref="SMailError.InvalidAddress"/>, or <see cref="SMailError.InvalidRequest"/>: no domain, no cursor or no limit.</exception>
    Task<Page<AddressInfo>> ListAsync(string? domain = null, string? cursor = null, int limit = 100, CancellationToken cancellationToken = default);

    /// <summary>What is known of an account.</summary>
    /// <param name="account">The account's own address.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="SMailException"><see cref="SMailError.AccountNotFound"/>.</exception>
    Task<AccountInfo> GetAsync(MailAddress account, CancellationToken cancellationToken = default);

    /// <summary>The contact details an account's owner gave; null where he gave none. Every reading is logged with its purpose, before anything is opened.</summary>
    /// <param name="account">The account's own address.</param>
    /// <param name="purpose">Why they are read, in one line of 3 to 200 characters.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="SMailException"><see cref="SMailError.AccountNotFound"/>, or <see cref="SMailError.InvalidRequest"/>: no purpose was stated.</exception>
    Task<ContactDetails?> ReadContactAsync(MailAddress account, string purpose, CancellationToken cancellationToken = default);

    /// <summary>Sets the plan, which password change policies look at.</summary>
    /// <param name="account">The account's own address.</param>
    /// <param name="plan">Any name of at most 100 characters; null for none.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="SMailException"><see cref="SMailError.AccountNotFound"/>, or <see cref="SMailError.InvalidRequest"/>: no name of a plan.</exception>
    Task SetPlanAsync(MailAddress account, string? plan, CancellationToken cancellationToken = default);

    /// <summary>Gives an account one more address. Mail to it is sealed for the account's key, and nobody logs in with it.</summary>
    /// <param name="alias">The new address; reserved names, such as postmaster, are allowed here.</param>
    /// <param name="account">The account's own address.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="SMailException"><see cref="SMailError.AccountNotFound"/>, <see cref="SMailError.InvalidAddress"/>: the domain is not hosted here, or <see cref="SMailError.NameTaken"/>.</exception>
    Task AddAliasAsync(MailAddress alias, MailAddress account, CancellationToken cancellationToken = default);

    /// <summary>Takes an alias away. It takes no mail any more, and stays its account's: nobody else gets it.</summary>
    /// <exception cref="SMailException"><see cref="SMailError.AccountNotFound"/>: there is no such alias.</exception>
    Task RemoveAliasAsync(MailAddress alias, CancellationToken cancellationToken = default);

    /// <summary>Switches an account off: no login, its sessions end at once, and mail to it and its aliases is refused or held (<see cref="ServerOptions.DeactivatedMail"/>).</summary>
    /// <param name="account">The account's own address.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="SMailException"><see cref="SMailError.AccountNotFound"/>.</exception>
    Task DeactivateAsync(MailAddress account, CancellationToken cancellationToken = default);

    /// <summary>Switches an account on again, with all it had.</summary>
    /// <param name="account">The account's own address.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="SMailException"><see cref="SMailError.AccountNotFound"/>.</exception>
    Task ActivateAsync(MailAddress account, CancellationToken cancellationToken = default);

    /// <summary>Ends the login of an account whose password is lost: nobody logs in with it any more, its sessions end at once, and mail to it is refused or held (<see cref="ServerOptions.DeactivatedMail"/>) until the token is redeemed.</summary>
    /// <remarks>
    /// Not to be undone: the old password never logs in again, and only reopens old mail. Be sure who asks, and hand the token over on a way that only the owner has.
    /// He redeems it with his own client, which makes new keys; nobody here ever holds one. A token issued later takes the place of one before it.
    /// </remarks>
    /// <param name="account">The account's own address.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The token, good once and for <see cref="ServerOptions.ResetTime"/>; only its hash is stored.</returns>
    /// <exception cref="SMailException"><see cref="SMailError.ResetRefused"/>: <see cref="ServerOptions.PasswordReset"/> is none. <see cref="SMailError.AccountNotFound"/>.</exception>
    Task<ResetToken> IssueResetAsync(MailAddress account, CancellationToken cancellationToken = default);

    /// <summary>Lists open mail of an account that could not be delivered and is kept for <see cref="DeliveryOptions.DeadLetterTime"/>, the newest first.</summary>
    /// <param name="account">The account's own address.</param>
    /// <param name="cursor">Where the last page ended; null for the first.</param>
    /// <param name="limit">How many at the most.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="SMailException"><see cref="SMailError.AccountNotFound"/>.</exception>
    Task<Page<DeadLetter>> ListDeadLettersAsync(MailAddress account, string? cursor = null, int limit = 100, CancellationToken cancellationToken = default);

    /// <summary>Sends such mail again, with all its time before it.</summary>
    /// <param name="account">The account's own address.</param>
    /// <param name="deadLetter">Which.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>False where it is not there any more.</returns>
    /// <exception cref="SMailException"><see cref="SMailError.AccountNotFound"/>.</exception>
    Task<bool> ReplayDeadLetterAsync(MailAddress account, Guid deadLetter, CancellationToken cancellationToken = default);

    /// <summary>Deletes an account for good: its keys first, without which nobody reads what is left; then its mail, also what still waits to be sent. Its addresses are given to nobody else.</summary>
    /// <remarks>Once the keys are gone there is no way back, and what was broken off is finished by <see cref="SMailServer.DeliverDueAsync"/>. Backups made before hold the keys as they were.</remarks>
    /// <param name="account">The account's own address.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="SMailException"><see cref="SMailError.AccountNotFound"/>.</exception>
    Task DeleteAsync(MailAddress account, CancellationToken cancellationToken = default);

    /// <summary>Says why a login does not work: is the service up, is the address one of this deployment, does it exist, is it an alias, is it active, when was the password last changed.</summary>
    /// <remarks>For the administrator alone: the user who can't log in gets <see cref="SMailError.LoginFailed"/> whatever the reason.</remarks>
    /// <param name="name">What the user typed; a bare name belongs to the first domain.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    Task<LoginDiagnosis> DiagnoseLoginAsync(string name, CancellationToken cancellationToken = default);
}
