namespace SMail.Sdk.Accounts;

/// <summary>The keyboard layouts that are known, each as Windows has it.</summary>
public enum KeyboardLayoutName
{
    /// <summary>English of the United States.</summary>
    UnitedStates,
    /// <summary>Russian.</summary>
    Russian,
    /// <summary>German.</summary>
    German,
    /// <summary>French of France.</summary>
    French,
    /// <summary>Swedish.</summary>
    Swedish,
    /// <summary>Finnish; its characters are those of the Swedish layout.</summary>
    Finnish,
}
