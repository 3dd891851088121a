namespace SMail.Sdk.Accounts;

/// <summary>The place of a key, the same on every layout, in the terms of ISO/IEC 9995-1.</summary>
/// <param name="Row"><c>E</c> (digits) to <c>B</c> (above the space bar).</param>
/// <param name="Column">The column from the left; 0 is the key before the first that all keyboards have.</param>
public readonly record struct KeyPosition(char Row, int Column);

/// <summary>A key of a layout.</summary>
/// <param name="Position">Its place on the layout, shuffled or not.</param>
/// <param name="Plain">Its character.</param>
/// <param name="Shift">Its character with Shift; null where there is none.</param>
/// <param name="AltGr">Its character with AltGr; null where there is none, or where another key has it too.</param>
public sealed record KeyboardKey(KeyPosition Position, char Plain, char? Shift, char? AltGr)
{
    /// <summary>The character at a level; null where there is none.</summary>
    public char? At(KeyLevel level) => level switch
    {
        KeyLevel.Plain => Plain,
        KeyLevel.Shift => Shift,
        KeyLevel.AltGr => AltGr,
        _ => throw new ArgumentOutOfRangeException(nameof(level)),
    };
}
