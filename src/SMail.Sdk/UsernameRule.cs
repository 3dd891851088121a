namespace SMail.Sdk;

/// <summary>The rules of a user name, in the order in which they are checked.</summary>
public enum UsernameRule
{
    /// <summary>Nothing was given.</summary>
    Empty,
    /// <summary>Fewer than 4 characters.</summary>
    TooShort,
    /// <summary>More than 64 characters.</summary>
    TooLong,
    /// <summary>A space, or other white space.</summary>
    Space,
    /// <summary>Something else than a-z, A-Z, 0-9, <c>_</c>, <c>.</c> and <c>-</c>.</summary>
    ForbiddenCharacter,
    /// <summary>It begins with a dot.</summary>
    LeadingDot,
    /// <summary>It ends with a dot.</summary>
    TrailingDot,
    /// <summary>Two dots in a row.</summary>
    DoubledDot,
    /// <summary>A name that mail services keep for themselves (RFC 2142), or that would pass for one.</summary>
    Reserved,
}
