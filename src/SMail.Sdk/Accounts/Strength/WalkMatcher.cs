namespace SMail.Sdk.Accounts;

/// <summary>Keys beside each other, on any of the keyboards that are known.</summary>
internal static class WalkMatcher
{
    private const int MinLength = 3;
    private const double Keys = 47;
    private const double Neighbours = 4.6;

    // The Finnish layout has the characters of the Swedish one.
    private static readonly KeyboardLayoutName[] Layouts =
        [KeyboardLayoutName.UnitedStates, KeyboardLayoutName.Russian, KeyboardLayoutName.German, KeyboardLayoutName.French, KeyboardLayoutName.Swedish];

    public static void Find(ReadOnlySpan<char> password, List<GuessMatch> matches)
    {
        foreach (var name in Layouts)
            FindOn(KeyboardLayout.Get(name), password, matches);
    }

    private static void FindOn(KeyboardLayout layout, ReadOnlySpan<char> password, List<GuessMatch> matches)
    {
        var start = 0;
        while (start < password.Length)
        {
            var (end, turns, shifted, direction) = (start + 1, 0, 0, (0, 0));
            var here = layout.Find(password[start]);
            shifted += here?.Level == KeyLevel.Plain ? 0 : 1;
            while (end < password.Length && here is { } from && layout.Find(password[end]) is { } to && Step(from.Position, to.Position) is { } step)
            {
                turns += step == direction ? 0 : 1;
                shifted += to.Level == KeyLevel.Plain ? 0 : 1;
                (here, direction) = (to, step);
                end++;
            }

            if (end - start >= MinLength)
                matches.Add(new GuessMatch(start, end, Guesses(end - start, turns) * Shifts(end - start, shifted), PasswordWeakness.KeyboardWalk));
            start = end;
        }
    }

    // Each row is half a key to the right of the one above.
    private static (int Down, int Right)? Step(KeyPosition from, KeyPosition to)
    {
        var step = (from.Row - to.Row, to.Column - from.Column);
        return step is (0, 1 or -1) or (1, 0 or -1) or (-1, 0 or 1) ? step : null;
    }

    // All walks of this length or shorter, with as many turns or fewer.
    private static double Guesses(int length, int turns)
    {
        var sum = 0.0;
        for (var i = 2; i <= length; i++)
            for (var j = 1; j <= Math.Min(turns, i - 1); j++)
                sum += Combinations.Of(i - 1, j - 1) * Keys * Math.Pow(Neighbours, j);
        return sum;
    }

    private static double Shifts(int length, int shifted)
    {
        if (shifted == 0)
            return 1;
        if (shifted == length)
            return 2;
        var sum = 0.0;
        for (var i = 1; i <= Math.Min(shifted, length - shifted); i++)
            sum += Combinations.Of(length, i);
        return sum;
    }
}
