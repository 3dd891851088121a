namespace SMail.Sdk.Accounts;

/// <summary>What a retry changes.</summary>
public enum PasswordRetryKind
{
    /// <summary>Upper case becomes lower case and the other way round, as if Caps Lock had been the other way.</summary>
    CaseFlipped,
    /// <summary>The same keys on another layout.</summary>
    OtherLayout,
}
