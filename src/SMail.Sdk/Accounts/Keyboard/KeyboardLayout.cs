using System.Collections.Frozen;

namespace SMail.Sdk.Accounts;

/// <summary>A keyboard layout as data: which key has which characters. The space bar is the same on all and is not listed.</summary>
/// <remarks>A dead key stands for its own character; what it makes of the next letter is not modelled.</remarks>
public sealed class KeyboardLayout
{
    private const string RowNames = "EDCB";

    private static readonly FrozenDictionary<KeyboardLayoutName, KeyboardLayout> Layouts = new[]
    {
        new KeyboardLayout(KeyboardLayoutName.UnitedStates, KeyboardLayoutData.UnitedStates),
        new KeyboardLayout(KeyboardLayoutName.Russian, KeyboardLayoutData.Russian),
        new KeyboardLayout(KeyboardLayoutName.German, KeyboardLayoutData.German),
        new KeyboardLayout(KeyboardLayoutName.French, KeyboardLayoutData.French),
        new KeyboardLayout(KeyboardLayoutName.Swedish, KeyboardLayoutData.SwedishAndFinnish),
        new KeyboardLayout(KeyboardLayoutName.Finnish, KeyboardLayoutData.SwedishAndFinnish),
    }.ToFrozenDictionary(layout => layout.Name);

    private readonly FrozenDictionary<char, (KeyPosition Position, KeyLevel Level)> strokes;
    private readonly FrozenDictionary<KeyPosition, KeyboardKey> keys;

    private KeyboardLayout(KeyboardLayoutName name, string[][] data)
    {
        Name = name;
        Rows = [.. data.Select((row, index) => Read(RowNames[index], row))];
        keys = Rows.SelectMany(row => row).ToFrozenDictionary(key => key.Position);
        strokes = keys.Values
            .SelectMany(key => Enum.GetValues<KeyLevel>().Select(level => (Character: key.At(level), Stroke: (key.Position, level))))
            .Where(entry => entry.Character is not null)
            .ToFrozenDictionary(entry => entry.Character!.Value, entry => entry.Stroke);
    }

    /// <summary>Its name.</summary>
    public KeyboardLayoutName Name { get; }

    /// <summary>Its keys from the row of digits down, each row from the left.</summary>
    public IReadOnlyList<IReadOnlyList<KeyboardKey>> Rows { get; }

    /// <summary>The layout of a name.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is no name of a layout.</exception>
    public static KeyboardLayout Get(KeyboardLayoutName name) =>
        Layouts.TryGetValue(name, out var layout) ? layout : throw new ArgumentOutOfRangeException(nameof(name));

    /// <summary>Whether some key has this character.</summary>
    public bool Has(char character) => character == ' ' || strokes.ContainsKey(character);

    /// <summary>Which key a character is on; null where it is on none, and for the space.</summary>
    internal (KeyPosition Position, KeyLevel Level)? Find(char character) => strokes.TryGetValue(character, out var stroke) ? stroke : null;

    /// <summary>What the same key gives on another layout; null where either has none.</summary>
    internal char? Translate(char character, KeyboardLayout meant)
    {
        if (character == ' ')
            return character;
        return strokes.TryGetValue(character, out var stroke) && meant.keys.TryGetValue(stroke.Position, out var key) ? key.At(stroke.Level) : null;
    }

    private static KeyboardKey[] Read(char row, string[] levels)
    {
        var first = row is 'E' or 'B' ? 0 : 1;
        return [.. levels[0].Select((plain, i) => new KeyboardKey(new KeyPosition(row, first + i), plain, At(levels[1], i), At(levels[2], i))).Where(key => key.Plain != ' ')];
    }

    private static char? At(string level, int index) => index < level.Length && level[index] != ' ' ? level[index] : null;
}
