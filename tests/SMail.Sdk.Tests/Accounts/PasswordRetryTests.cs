using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using SMail.Sdk.Accounts;

namespace SMail.Sdk.Tests.Accounts;

public sealed class PasswordRetryTests
{
    private static readonly KeyboardLayoutName[] Names = Enum.GetValues<KeyboardLayoutName>();

    [Property(MaxTest = 1000)]
    public void Flipping_the_case_twice_changes_nothing(char c) => Assert.Equal(c, CaseFlip.Flip(CaseFlip.Flip(c)));

    [Fact]
    public void Flipping_twice_changes_no_character_there_is() =>
        Assertions.AssertNone(Enumerable.Range(0, char.MaxValue + 1).Select(c => (char)c).Where(c => CaseFlip.Flip(CaseFlip.Flip(c)) != c).Select(c => $"U+{(int)c:X4}"));

    [Property(MaxTest = 1000)]
    public Property Through_another_layout_and_back_is_the_same_text() => Prop.ForAll(Typed(), t =>
    {
        var there = PasswordRetry.OnLayout(t.From, t.To).FindText(t.Text.AsMemory());
        if (there is null)
            return true;
        using (there)
        using (var back = PasswordRetry.OnLayout(t.To, t.From).FindText(there.Memory))
            return back is not null && back.Memory.Span.SequenceEqual(t.Text);
    });

    [Theory]
    [InlineData("pASSWORD1", "Password1")]
    [InlineData("ПАРОЛЬ", "пароль")]
    [InlineData("straße", "STRAßE")]
    [InlineData("1234", null)]
    [InlineData("", null)]
    public void Case_is_flipped(string typed, string? expected) => Assert.Equal(expected, Text(PasswordRetry.CaseFlipped, typed));

    [Theory]
    [InlineData("ghbdtn", "привет")]
    [InlineData("привет", null)]
    [InlineData("ghbdtn€", null)]
    [InlineData("123", null)]
    public void The_other_layout_is_tried_where_all_characters_are_on_both(string typed, string? expected) =>
        Assert.Equal(expected, Text(PasswordRetry.OnLayout(KeyboardLayoutName.UnitedStates, KeyboardLayoutName.Russian), typed));

    [Fact]
    public void Only_retries_that_make_something_new_are_listed()
    {
        Assert.Empty(PasswordRetry.For(default));
        Assert.Empty(PasswordRetry.For("\u05D0".AsMemory()));
        var retries = PasswordRetry.For("Zaman;".AsMemory());
        var texts = retries.Select(retry => Text(retry, "Zaman;")).ToList();
        Assert.Equal(PasswordRetry.CaseFlipped, retries[0]);
        Assert.Contains(PasswordRetry.OnLayout(KeyboardLayoutName.UnitedStates, KeyboardLayoutName.Swedish), retries);
        Assert.DoesNotContain(PasswordRetry.OnLayout(KeyboardLayoutName.UnitedStates, KeyboardLayoutName.Finnish), retries);
        Assert.DoesNotContain("Zaman;", texts);
        Assert.DoesNotContain(null, texts);
        Assert.Equal(texts.Count, texts.Distinct().Count());
    }

    [Fact]
    public void A_text_longer_than_any_password_has_no_retry() => Assert.Empty(PasswordRetry.For(new string('a', 1025).AsMemory()));

    [Fact]
    public void Nothing_secret_is_printed_and_the_buffer_is_zeroed()
    {
        var retry = PasswordRetry.CaseFlipped;
        var text = retry.FindText("hunter".AsMemory())!;
        var memory = text.Memory;
        Assert.Equal("HUNTER", memory.ToString());
        Assert.Equal("[secret]", text.ToString());
        Assert.All(PasswordRetry.For("hunter".AsMemory()), r => Assert.DoesNotContain("hunter", $"{r}", StringComparison.OrdinalIgnoreCase));
        text.Dispose();
        Assert.Equal(new char[6], memory.ToArray());
        Assert.Throws<ObjectDisposedException>(() => text.Memory);
    }

    [Fact]
    public void An_unknown_layout_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => PasswordRetry.OnLayout(KeyboardLayoutName.German, (KeyboardLayoutName)99));

    private static string? Text(PasswordRetry retry, string typed)
    {
        using var text = retry.FindText(typed.AsMemory());
        return text?.Memory.ToString();
    }

    private static Arbitrary<(KeyboardLayoutName From, KeyboardLayoutName To, string Text)> Typed()
    {
        var pairs = Gen.Elements(Names).SelectMany(from => Gen.Elements(Names).Select(to => (from, to)));
        return pairs.SelectMany(pair =>
        {
            var both = KeyboardLayout.Get(pair.from).Rows.SelectMany(row => row).SelectMany(KeyboardLayoutTests.Characters)
                .Where(c => KeyboardLayout.Get(pair.from).Translate(c, KeyboardLayout.Get(pair.to)) is not null).Append(' ').ToArray();
            return Gen.Elements(both).NonEmptyListOf().Select(text => (pair.from, pair.to, string.Concat(text)));
        }).ToArbitrary();
    }
}
