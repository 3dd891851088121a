using System.Diagnostics.CodeAnalysis;

namespace SMail.Sdk;

/// <summary>A user name: 4 to 64 of a-z, 0-9, <c>_</c>, <c>.</c> and <c>-</c>, which is also a local part of RFC 5321 (section 4.1.2).</summary>
/// <remarks>Upper case A-Z is taken and becomes lower case; names that differ in case only are the same name. No other character folds.</remarks>
public sealed record Username
{
    /// <summary>The fewest characters.</summary>
    public const int MinLength = 4;

    /// <summary>The most characters: those of a local part (RFC 5321, section 4.5.3.1.1).</summary>
    public const int MaxLength = 64;

    private Username(string value) => Value = value;

    /// <summary>The name in lower case.</summary>
    public string Value { get; }

    /// <summary>The first rule a name breaks, in the order of <see cref="UsernameRule"/>; null when it is fine.</summary>
    /// <remarks>It looks at the name alone: whether it is taken only the server knows.</remarks>
    public static UsernameRule? Check(string? name)
    {
        if (string.IsNullOrEmpty(name))
            return UsernameRule.Empty;
        if (name.Length < MinLength)
            return UsernameRule.TooShort;
        if (name.Length > MaxLength)
            return UsernameRule.TooLong;
        if (name.Any(char.IsWhiteSpace))
            return UsernameRule.Space;
        if (!name.All(IsAllowed))
            return UsernameRule.ForbiddenCharacter;
        if (name[0] == '.')
            return UsernameRule.LeadingDot;
        if (name[^1] == '.')
            return UsernameRule.TrailingDot;
        if (name.Contains("..", StringComparison.Ordinal))
            return UsernameRule.DoubledDot;
        return ReservedNames.Contains(name) ? UsernameRule.Reserved : null;
    }

    /// <summary>Reads a name.</summary>
    /// <exception cref="SMailException"><see cref="SMailError.InvalidUsername"/>: the message names the rule it breaks.</exception>
    public static Username Parse(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return Check(name) is { } rule
            ? throw new SMailException(SMailError.InvalidUsername, $"{rule}: {Explain(rule)}")
            : new Username(AsciiCase.ToLower(name));
    }

    /// <summary>Reads a name; false when it breaks a rule.</summary>
    public static bool TryParse([NotNullWhen(true)] string? name, [NotNullWhen(true)] out Username? username)
    {
        username = name is not null && Check(name) is null ? new Username(AsciiCase.ToLower(name)) : null;
        return username is not null;
    }

    /// <summary>The name in lower case.</summary>
    public override string ToString() => Value;

    // ASCII only: char.ToLower would also make a letter k of the Kelvin sign.
    private static bool IsAllowed(char c) => char.IsAsciiLetterOrDigit(c) || c is '_' or '.' or '-';

    private static string Explain(UsernameRule rule) => rule switch
    {
        UsernameRule.Empty => "a user name is needed.",
        UsernameRule.TooShort => $"a user name has at least {MinLength} characters.",
        UsernameRule.TooLong => $"a user name has at most {MaxLength} characters.",
        UsernameRule.Space => "a user name has no spaces.",
        UsernameRule.ForbiddenCharacter => "a user name has only letters a-z, digits, '_', '.' and '-'.",
        UsernameRule.LeadingDot => "a user name does not begin with a dot.",
        UsernameRule.TrailingDot => "a user name does not end with a dot.",
        UsernameRule.DoubledDot => "a user name has no two dots in a row.",
        _ => "this name is kept for the service itself.",
    };
}
