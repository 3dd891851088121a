namespace SMail.Sdk.Accounts;

/// <summary>Dates in any order, with or without a sign between, and years.</summary>
internal static class DateMatcher
{
    private const int FirstYear = 1900;
    private const int LastYear = 2059;
    private const double Years = LastYear - FirstYear + 1;
    private const double Days = 366;
    private const int MaxLength = 10;

    public static void Find(ReadOnlySpan<char> password, List<GuessMatch> matches)
    {
        for (var start = 0; start < password.Length; start++)
        {
            for (var end = start + 4; end <= Math.Min(password.Length, start + MaxLength); end++)
            {
                var text = password[start..end];
                if (text.Length == 4 && TryNumber(text, out var year) && IsYear(year))
                    matches.Add(new GuessMatch(start, end, Years, PasswordWeakness.Date));
                if (IsPlain(text))
                    matches.Add(new GuessMatch(start, end, Days * Years, PasswordWeakness.Date));
                else if (IsSeparated(text))
                    matches.Add(new GuessMatch(start, end, Days * Years * 4, PasswordWeakness.Date));
            }
        }
    }

    private static bool IsPlain(ReadOnlySpan<char> text) => text.Length switch
    {
        6 => IsDate(text[..2], text[2..4], text[4..]),
        8 => IsDate(text[..2], text[2..4], text[4..]) || IsDate(text[..4], text[4..6], text[6..]),
        _ => false,
    };

    private static bool IsSeparated(ReadOnlySpan<char> text)
    {
        const string signs = "-/. _";
        var first = text.IndexOfAny(signs);
        if (first < 1)
            return false;
        var second = text[(first + 1)..].IndexOf(text[first]);
        return second >= 1 && IsDate(text[..first], text.Slice(first + 1, second), text[(first + second + 2)..]);
    }

    private static bool IsDate(ReadOnlySpan<char> one, ReadOnlySpan<char> two, ReadOnlySpan<char> three)
    {
        if (!TryNumber(one, out var a) || !TryNumber(two, out var b) || !TryNumber(three, out var c))
            return false;
        return (IsYear(one, a) && IsDayAndMonth(b, c)) || (IsYear(three, c) && IsDayAndMonth(a, b));
    }

    private static bool IsYear(ReadOnlySpan<char> text, int number) => text.Length == 2 || (text.Length == 4 && IsYear(number));

    private static bool IsYear(int number) => number is >= FirstYear and <= LastYear;

    private static bool IsDayAndMonth(int a, int b) => (a is >= 1 and <= 31 && b is >= 1 and <= 12) || (b is >= 1 and <= 31 && a is >= 1 and <= 12);

    private static bool TryNumber(ReadOnlySpan<char> text, out int number)
    {
        number = 0;
        if (text.Length is 0 or > 4)
            return false;
        foreach (var c in text)
        {
            if (!char.IsAsciiDigit(c))
                return false;
            number = (number * 10) + c - '0';
        }

        return true;
    }
}
