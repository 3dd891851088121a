namespace SMail.Sdk;

/// <summary>What went wrong; stable, so that applications can branch on it and translate it.</summary>
/// <remarks>The names, not the numbers, cross the door.</remarks>
public enum SMailError
{
    /// <summary>The options do not fit together; the message says what to change.</summary>
    InvalidOptions,
    /// <summary>A user name breaks a rule; the message names it.</summary>
    InvalidUsername,
    /// <summary>Not an address, or one outside the rules.</summary>
    InvalidAddress,
    /// <summary>The password is empty, too long, or has characters that RFC 8265 refuses.</summary>
    InvalidPassword,
    /// <summary>Password and confirmation differ.</summary>
    PasswordMismatch,
    /// <summary>The name is taken or reserved.</summary>
    NameTaken,
    /// <summary>The reservation lapsed, was never made, or the token is another one's.</summary>
    ReservationLapsed,
    /// <summary>The registration was completed before, with other keys.</summary>
    AlreadyRegistered,
    /// <summary>Name or password is wrong. Deliberately uniform: it does not say which, nor whether the account exists.</summary>
    LoginFailed,
    /// <summary>No session was given.</summary>
    SessionRequired,
    /// <summary>The session was disposed, has expired or was ended.</summary>
    SessionEnded,
    /// <summary>The server asked for a key derivation that is too cheap or too costly.</summary>
    KeyDerivationRefused,
    /// <summary>The account's keys do not open: wrong key, changed or damaged record.</summary>
    KeysDamaged,
    /// <summary>The message is malformed: no recipient, two senders, a forbidden header.</summary>
    InvalidMessage,
    /// <summary>The message, or a part of it, is above a limit.</summary>
    MessageTooLarge,
    /// <summary>There are more recipients than the limit allows.</summary>
    TooManyRecipients,
    /// <summary>A recipient can't get this message; the plan says who and why.</summary>
    RecipientRefused,
    /// <summary>Some recipients would get the message in the open, and nobody agreed to that.</summary>
    ConsentRequired,
    /// <summary>The plan expired, was used before, or belongs to another session.</summary>
    PlanInvalid,
    /// <summary>There is no such message.</summary>
    MessageNotFound,
    /// <summary>The stored message was changed or cut, or is not for this account; nothing was released.</summary>
    MessageDamaged,
    /// <summary>The server half refused a request as malformed.</summary>
    InvalidRequest,
    /// <summary>Client and server half speak different versions of the contract.</summary>
    ContractVersion,
    /// <summary>The server half or its storage failed; the same call may be made again.</summary>
    ServerUnavailable,
    /// <summary>There were too many attempts from here or at this address; <see cref="SMailException.RetryAfter"/> says how long to wait.</summary>
    TooManyAttempts,
    /// <summary>This machine can't make an account: it lacks memory, random numbers or Unicode normalisation; the message says what. Nothing was reserved.</summary>
    MachineUnfit,
    /// <summary>There is no such account; only administration is ever told so.</summary>
    AccountNotFound,
    /// <summary>The deployment's policy does not allow this account to change its password now.</summary>
    PasswordChangeRefused,
    /// <summary>The account's records were changed at the same time by another session; the same call may be made again.</summary>
    Conflict,
    /// <summary>The server showed an older state of the account than this device has seen, or parts of different ages. Nobody honest does, but for one who restored a backup.</summary>
    RolledBack,
    /// <summary>The directory shows others another key under this account's address than its own.</summary>
    OwnKeyReplaced,
    /// <summary>A correspondent's key has another fingerprint than the one that was given.</summary>
    KeyMismatch,
    /// <summary>This deployment resets no passwords; or the token is wrong, was used, or has expired, and it does not say which, nor whether the account exists.</summary>
    ResetRefused,
    /// <summary>The message is from before a reset, and sealed to a key that is locked: <c>IAccountService.UnlockLegacyAsync</c> opens it with the password of that time.</summary>
    MailLocked,
    /// <summary>What was typed is no recovery phrase: a word is not in the list, there are not 24, or their checksum is wrong. Nothing was sent.</summary>
    InvalidRecoveryPhrase,
    /// <summary>This deployment takes no recovery phrases; or the phrase is not this account's, was replaced, or was used, and it does not say which, nor whether the account exists.</summary>
    RecoveryRefused,
    /// <summary>The account has sent too much in a short time; nothing was sent, and <see cref="SMailException.RetryAfter"/> says how long to wait.</summary>
    TooManyMessages,
}
