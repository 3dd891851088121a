using SMail.Sdk.Accounts;

namespace SMail.Sdk.Tests.Accounts;

public sealed class KeyboardLayoutTests
{
    public static TheoryData<KeyboardLayoutName> Names => [.. Enum.GetValues<KeyboardLayoutName>()];

    [Theory, MemberData(nameof(Names))]
    public void Each_character_is_on_one_key_and_each_place_has_one_key(KeyboardLayoutName name)
    {
        var keys = KeyboardLayout.Get(name).Rows.SelectMany(row => row).ToList();
        var characters = keys.SelectMany(Characters).ToList();
        Assert.Equal(characters.Count, characters.Distinct().Count());
        Assert.Equal(keys.Count, keys.Select(key => key.Position).Distinct().Count());
        Assert.DoesNotContain(' ', characters);
    }

    [Theory, MemberData(nameof(Names))]
    public void All_digits_and_the_punctuation_that_layouts_share_can_be_typed(KeyboardLayoutName name) =>
        Assert.All("0123456789!\"%()*+,-./:;=?_ ", c => Assert.True(KeyboardLayout.Get(name).Has(c), $"{c}"));

    [Theory]
    [InlineData(KeyboardLayoutName.UnitedStates, 47)]
    [InlineData(KeyboardLayoutName.Russian, 47)]
    [InlineData(KeyboardLayoutName.German, 48)]
    [InlineData(KeyboardLayoutName.French, 48)]
    [InlineData(KeyboardLayoutName.Swedish, 48)]
    [InlineData(KeyboardLayoutName.Finnish, 48)]
    public void European_keyboards_have_one_key_more(KeyboardLayoutName name, int keys) =>
        Assert.Equal(keys, KeyboardLayout.Get(name).Rows.Sum(row => row.Count));

    [Fact]
    public void All_of_ascii_can_be_typed_on_each_latin_layout() => Assert.All(
        Enum.GetValues<KeyboardLayoutName>().Where(name => name != KeyboardLayoutName.Russian),
        name => Assert.All(Enumerable.Range(' ', '~' - ' ' + 1), c => Assert.True(KeyboardLayout.Get(name).Has((char)c), $"{name} lacks {(char)c}")));

    [Theory]
    [InlineData(KeyboardLayoutName.UnitedStates, KeyboardLayoutName.Russian, "ghbdtn VBH", "привет МИР")]
    [InlineData(KeyboardLayoutName.Russian, KeyboardLayoutName.UnitedStates, "зфыыцщкв", "password")]
    [InlineData(KeyboardLayoutName.UnitedStates, KeyboardLayoutName.German, "zebra-y[;'", "yebraßzüöä")]
    [InlineData(KeyboardLayoutName.UnitedStates, KeyboardLayoutName.French, "aqwzm;M,1!", "qazw,m?;&1")]
    [InlineData(KeyboardLayoutName.French, KeyboardLayoutName.UnitedStates, "&é\"'(-è_çà", "1234567890")]
    [InlineData(KeyboardLayoutName.UnitedStates, KeyboardLayoutName.Finnish, ";'[@", "öäå\"")]
    [InlineData(KeyboardLayoutName.German, KeyboardLayoutName.Swedish, "{[]}\\~|<>", "{[]}\\~|<>")]
    public void The_same_keys_give_another_text(KeyboardLayoutName typedOn, KeyboardLayoutName meant, string typed, string expected)
    {
        var (from, to) = (KeyboardLayout.Get(typedOn), KeyboardLayout.Get(meant));
        Assert.Equal(expected, string.Concat(typed.Select(c => from.Translate(c, to))));
    }

    [Fact]
    public void What_a_layout_lacks_is_not_guessed()
    {
        var (us, german) = (KeyboardLayout.Get(KeyboardLayoutName.UnitedStates), KeyboardLayout.Get(KeyboardLayoutName.German));
        Assert.Null(us.Translate('ж', german));
        Assert.Null(german.Translate('<', us));
        Assert.Null(german.Translate('€', us));
        Assert.Throws<ArgumentOutOfRangeException>(() => KeyboardLayout.Get((KeyboardLayoutName)99));
    }

    internal static IEnumerable<char> Characters(KeyboardKey key) => Enum.GetValues<KeyLevel>().Select(key.At).OfType<char>();
}
