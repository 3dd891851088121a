namespace SMail.Sdk.Accounts;

/// <summary>A usual reason why a password fails, as a code; the application has the words.</summary>
public enum PasswordHint
{
    /// <summary>Caps Lock is on.</summary>
    CapsLockOn,
    /// <summary>There are letters of another script than that of the usual layout.</summary>
    OtherScript,
    /// <summary>There are letters of the same script that the usual layout has no key for.</summary>
    OtherLayout,
    /// <summary>It begins with a space.</summary>
    LeadingSpace,
    /// <summary>It ends with a space.</summary>
    TrailingSpace,
}
