namespace SMail.Sdk.Accounts;

/// <summary>How many guesses a password withstands, in five steps. Who guesses at the server's door gets some thousands a year.</summary>
public enum PasswordScore
{
    /// <summary>Fewer than 10^3 guesses.</summary>
    VeryWeak,
    /// <summary>Fewer than 10^6 guesses.</summary>
    Weak,
    /// <summary>Fewer than 10^8 guesses.</summary>
    Fair,
    /// <summary>Fewer than 10^10 guesses.</summary>
    Good,
    /// <summary>10^10 guesses or more.</summary>
    Strong,
}

/// <summary>What makes a password, or a part of it, easy to guess.</summary>
public enum PasswordWeakness
{
    /// <summary>A password that many have.</summary>
    CommonPassword,
    /// <summary>A word or a name.</summary>
    CommonWord,
    /// <summary>The user's own name or address.</summary>
    OwnName,
    /// <summary>Keys beside each other.</summary>
    KeyboardWalk,
    /// <summary>The same again and again.</summary>
    Repetition,
    /// <summary>A run of the alphabet or of digits.</summary>
    Sequence,
    /// <summary>A date or a year.</summary>
    Date,
}
