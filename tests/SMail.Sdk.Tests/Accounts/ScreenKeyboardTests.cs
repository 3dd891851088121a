using SMail.Sdk.Accounts;

namespace SMail.Sdk.Tests.Accounts;

public sealed class ScreenKeyboardTests
{
    public static TheoryData<KeyboardLayoutName> Names => KeyboardLayoutTests.Names;

    [Theory, MemberData(nameof(Names))]
    public void The_keys_are_those_of_the_layout_in_rows_as_long(KeyboardLayoutName name)
    {
        using var keyboard = ScreenKeyboard.Open(name);
        var layout = KeyboardLayout.Get(name);
        Assert.Equal(name, keyboard.Layout);
        Assert.Equal(layout.Rows.Select(row => row.Count), keyboard.Rows.Select(row => row.Count));
        Assert.Equal(Order(layout.Rows).Order(), Order(keyboard.Rows).Order());
        Assert.Equal(Order(layout.Rows).Count, Order(keyboard.Rows).Distinct().Count());
    }

    /// <summary>Misses one of 47 x 47 pairs by chance less than once in 10^15 runs.</summary>
    [Fact]
    public void Every_key_comes_to_every_place()
    {
        var seen = new HashSet<(int Place, char Key)>();
        for (var i = 0; i < 2000; i++)
        {
            using var keyboard = ScreenKeyboard.Open(KeyboardLayoutName.UnitedStates);
            seen.UnionWith(Order(keyboard.Rows).Select((key, place) => (place, key)));
        }
        Assert.Equal(47 * 47, seen.Count);
    }

    [Theory, MemberData(nameof(Names))]
    public void Every_character_can_be_typed(KeyboardLayoutName name)
    {
        using var keyboard = ScreenKeyboard.Open(name);
        foreach (var key in keyboard.Rows.SelectMany(row => row))
            foreach (var level in Enum.GetValues<KeyLevel>())
            {
                keyboard.Clear();
                keyboard.Level = level;
                Assert.Equal(key.At(level) is not null, keyboard.Press(key));
                Assert.Equal(key.At(level)?.ToString() ?? "", keyboard.Text.ToString());
                Assert.Equal(KeyLevel.Plain, keyboard.Level);
            }
    }

    [Fact]
    public void Shift_holds_for_one_key_and_backspace_takes_one_away()
    {
        using var keyboard = ScreenKeyboard.Open(KeyboardLayoutName.UnitedStates);
        var a = Key(keyboard, 'a');
        keyboard.Backspace();
        keyboard.Level = KeyLevel.Shift;
        Assert.True(keyboard.Press(a));
        Assert.True(keyboard.PressSpace());
        Assert.True(keyboard.Press(a));
        Assert.Equal("A a", keyboard.Text.ToString());
        var memory = keyboard.Text;
        keyboard.Backspace();
        Assert.Equal("A ", keyboard.Text.ToString());
        Assert.Equal("A \0", memory.ToString());
        keyboard.Clear();
        Assert.True(keyboard.Text.IsEmpty);
        Assert.Equal(new char[3], memory.ToArray());
    }

    [Fact]
    public void A_key_of_another_layout_is_refused()
    {
        using var keyboard = ScreenKeyboard.Open(KeyboardLayoutName.UnitedStates);
        using var other = ScreenKeyboard.Open(KeyboardLayoutName.Russian);
        Assert.Throws<ArgumentException>(() => keyboard.Press(Key(other, 'ж')));
        Assert.Throws<ArgumentOutOfRangeException>(() => ScreenKeyboard.Open((KeyboardLayoutName)99));
    }

    [Fact]
    public void Beyond_the_longest_password_nothing_is_typed()
    {
        using var keyboard = ScreenKeyboard.Open(KeyboardLayoutName.UnitedStates);
        for (var i = 0; i < 1024; i++)
            Assert.True(keyboard.PressSpace());
        Assert.False(keyboard.PressSpace());
        Assert.False(keyboard.Press(Key(keyboard, 'a')));
        Assert.Equal(1024, keyboard.Text.Length);
    }

    [Fact]
    public void What_was_typed_is_not_printed_and_zeroed_at_the_end()
    {
        var keyboard = ScreenKeyboard.Open(KeyboardLayoutName.German);
        foreach (var c in "üöä")
            keyboard.Press(Key(keyboard, c));
        var memory = keyboard.Text;
        Assert.Equal("üöä", memory.ToString());
        Assert.DoesNotContain("üöä", $"{keyboard}", StringComparison.Ordinal);
        keyboard.Dispose();
        keyboard.Dispose();
        Assert.Equal(new char[3], memory.ToArray());
        Assert.Throws<ObjectDisposedException>(() => keyboard.Text);
        Assert.Throws<ObjectDisposedException>(() => keyboard.PressSpace());
        Assert.Throws<ObjectDisposedException>(keyboard.Backspace);
        Assert.Throws<ObjectDisposedException>(keyboard.Clear);
    }

    private static KeyboardKey Key(ScreenKeyboard keyboard, char plain) => keyboard.Rows.SelectMany(row => row).Single(key => key.Plain == plain);

    private static List<char> Order(IReadOnlyList<IReadOnlyList<KeyboardKey>> rows) => [.. rows.SelectMany(row => row).Select(key => key.Plain)];
}
