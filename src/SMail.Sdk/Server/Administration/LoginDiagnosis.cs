using System.Globalization;

namespace SMail.Sdk.Server;

/// <summary>Why a login does not work, for an administrator: step by step, up to the first obstacle.</summary>
/// <param name="Findings">What was found, in the order it was looked at.</param>
public sealed record LoginDiagnosis(IReadOnlyList<LoginFinding> Findings)
{
    /// <summary>What stands in the way; null where nothing was found, and only the password is left.</summary>
    public LoginFinding? Obstacle => Findings.FirstOrDefault(finding => finding.IsObstacle);
}

/// <summary>One thing a diagnosis found.</summary>
/// <param name="Code">What it is; stable, so that applications can branch on it and translate it.</param>
public sealed record LoginFinding(LoginFindingCode Code)
{
    /// <summary>Whether nobody logs in because of it.</summary>
    public bool IsObstacle => Code is LoginFindingCode.ServiceDown or LoginFindingCode.NotAnAddress or LoginFindingCode.DomainNotHosted
        or LoginFindingCode.AccountUnknown or LoginFindingCode.NameReserved or LoginFindingCode.ReservationLapsed or LoginFindingCode.AccountDeleted
        or LoginFindingCode.IsAlias or LoginFindingCode.AliasRemoved or LoginFindingCode.IsDeactivated or LoginFindingCode.ResetPending;

    /// <summary>The address that was looked for; null where none was read.</summary>
    public MailAddress? Address { get; init; }

    /// <summary>The account's own address, where the other is an alias.</summary>
    public MailAddress? Owner { get; init; }

    /// <summary>The deployment's id.</summary>
    public required string Realm { get; init; }

    /// <summary>The time the finding is about; null where there is none.</summary>
    public DateTimeOffset? At { get; init; }

    /// <summary>A sentence for an administrator, in English, Swedish or Finnish; times are UTC.</summary>
    /// <param name="culture">The language; any other than those three gets English.</param>
    public string Describe(CultureInfo culture)
    {
        ArgumentNullException.ThrowIfNull(culture);
        return LoginFindingTexts.Get(Code, culture)
            .Replace("{time}", At?.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture) ?? "", StringComparison.Ordinal)
            .Replace("{realm}", Realm, StringComparison.Ordinal)
            .Replace("{owner}", Owner?.ToString() ?? "", StringComparison.Ordinal)
            .Replace("{address}", Address?.ToString() ?? "", StringComparison.Ordinal);
    }
}

/// <summary>What a diagnosis may find.</summary>
public enum LoginFindingCode
{
    /// <summary>The server half and its storage answer.</summary>
    ServiceUp,
    /// <summary>The storage does not answer, or is damaged.</summary>
    ServiceDown,
    /// <summary>What was typed is no address.</summary>
    NotAnAddress,
    /// <summary>The domain is not one of this deployment.</summary>
    DomainNotHosted,
    /// <summary>The domain is one of this deployment.</summary>
    AddressHosted,
    /// <summary>Nobody has the address.</summary>
    AccountUnknown,
    /// <summary>The address is held for a registration.</summary>
    NameReserved,
    /// <summary>The address was held for a registration that was never completed.</summary>
    ReservationLapsed,
    /// <summary>The account, or the alias with it, was deleted.</summary>
    AccountDeleted,
    /// <summary>Somebody has the address.</summary>
    AccountExists,
    /// <summary>The address is an alias, which can't log in.</summary>
    IsAlias,
    /// <summary>The address was an alias and was taken away.</summary>
    AliasRemoved,
    /// <summary>The address is the account's own.</summary>
    IsOwnAddress,
    /// <summary>The account is active.</summary>
    IsActive,
    /// <summary>An administrator switched the account off.</summary>
    IsDeactivated,
    /// <summary>When the owner first logged in.</summary>
    FirstLogin,
    /// <summary>Nobody has logged in since the registration.</summary>
    NeverLoggedIn,
    /// <summary>When the password was last changed.</summary>
    PasswordChanged,
    /// <summary>The password was never changed.</summary>
    PasswordNeverChanged,
    /// <summary>A reset token was issued and not redeemed; it is good until the time given, and the old password is not.</summary>
    ResetPending,
}
