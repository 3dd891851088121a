namespace SMail.Sdk.Accounts;

/// <summary>Which of a key's characters is meant.</summary>
public enum KeyLevel
{
    /// <summary>The key alone.</summary>
    Plain,
    /// <summary>With Shift.</summary>
    Shift,
    /// <summary>With AltGr.</summary>
    AltGr,
}
