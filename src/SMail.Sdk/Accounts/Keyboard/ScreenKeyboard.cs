using System.Security.Cryptography;
using SMail.Sdk.KeyDerivation;

namespace SMail.Sdk.Accounts;

/// <summary>An on-screen keyboard without a screen: keys in a random order, drawn anew at each opening, and what was typed with them.</summary>
/// <remarks>
/// The application draws <see cref="Rows"/> and reports which key was chosen; one thread at a time. It is offered beside
/// the password field and never in its place: typing, paste and password managers go on working as they do without it.
/// </remarks>
public sealed class ScreenKeyboard : IDisposable
{
    private readonly SecretText typed = new(PasswordNormalizer.MaxLength);

    private ScreenKeyboard(KeyboardLayout layout)
    {
        Layout = layout.Name;
        Rows = Shuffle(layout.Rows);
    }

    /// <summary>The layout whose characters it has.</summary>
    public KeyboardLayoutName Layout { get; }

    /// <summary>Every key of the layout once, in rows as long as the layout's, in this opening's order.</summary>
    public IReadOnlyList<IReadOnlyList<KeyboardKey>> Rows { get; }

    /// <summary>The level of the next key; <see cref="KeyLevel.Plain"/> again after it.</summary>
    public KeyLevel Level { get; set; }

    /// <summary>What was typed, as a login takes it; it changes with the next key and is zeroed by <see cref="Dispose"/>.</summary>
    /// <exception cref="ObjectDisposedException">It was zeroed.</exception>
    public ReadOnlyMemory<char> Text => typed.Memory;

    /// <summary>Opens a keyboard in an order of its own, from the cryptographic generator.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is no name of a layout.</exception>
    public static ScreenKeyboard Open(KeyboardLayoutName layout) => new(KeyboardLayout.Get(layout));

    /// <summary>Types a key at the present level; false where the key has no character there, or the longest password is reached.</summary>
    /// <exception cref="ArgumentException">The key is of another layout.</exception>
    /// <exception cref="ObjectDisposedException">The keyboard was disposed.</exception>
    public bool Press(KeyboardKey key)
    {
        ArgumentNullException.ThrowIfNull(key);
        if (!Rows.Any(row => row.Contains(key)))
            throw new ArgumentException("The key is of another layout.", nameof(key));
        var character = key.At(Level);
        Level = KeyLevel.Plain;
        return character is { } some && typed.TryAdd(some);
    }

    /// <summary>Types a space; false where the longest password is reached.</summary>
    /// <exception cref="ObjectDisposedException">The keyboard was disposed.</exception>
    public bool PressSpace()
    {
        Level = KeyLevel.Plain;
        return typed.TryAdd(' ');
    }

    /// <summary>Takes the last character away, if there is one.</summary>
    /// <exception cref="ObjectDisposedException">The keyboard was disposed.</exception>
    public void Backspace() => typed.RemoveLast();

    /// <summary>Takes all characters away.</summary>
    /// <exception cref="ObjectDisposedException">The keyboard was disposed.</exception>
    public void Clear() => typed.Clear();

    /// <summary>Zeroes what was typed.</summary>
    public void Dispose() => typed.Dispose();

    private static KeyboardKey[][] Shuffle(IReadOnlyList<IReadOnlyList<KeyboardKey>> rows)
    {
        var keys = rows.SelectMany(row => row).ToArray();
        RandomNumberGenerator.Shuffle(keys.AsSpan());
        var next = 0;
        return [.. rows.Select(row => keys[next..(next += row.Count)])];
    }
}
