namespace SMail.Sdk.Accounts;

/// <summary>What Caps Lock does to a letter.</summary>
internal static class CaseFlip
{
    /// <summary>The letter in the other case; the same where the way back would lead elsewhere, so that flipping twice changes nothing.</summary>
    public static char Flip(char c)
    {
        if (char.IsUpper(c) && char.ToLowerInvariant(c) is var lower && char.IsLower(lower) && char.ToUpperInvariant(lower) == c)
            return lower;
        if (char.IsLower(c) && char.ToUpperInvariant(c) is var upper && char.IsUpper(upper) && char.ToLowerInvariant(upper) == c)
            return upper;
        return c;
    }
}
