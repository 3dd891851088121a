using SMail.Sdk.Accounts;

namespace SMail.Sdk.Tests.Accounts;

public sealed class PasswordHintTests
{
    [Theory]
    [InlineData("correct horse 7!")]
    [InlineData("")]
    [InlineData("пароль", KeyboardLayoutName.Russian)]
    [InlineData("Größe", KeyboardLayoutName.German)]
    [InlineData("déjà ", KeyboardLayoutName.French, PasswordHint.TrailingSpace)]
    [InlineData(" a", KeyboardLayoutName.UnitedStates, PasswordHint.LeadingSpace)]
    [InlineData("\u00A0a\t", KeyboardLayoutName.UnitedStates, PasswordHint.LeadingSpace, PasswordHint.TrailingSpace)]
    [InlineData(" ", KeyboardLayoutName.UnitedStates, PasswordHint.LeadingSpace, PasswordHint.TrailingSpace)]
    [InlineData("пароль", KeyboardLayoutName.UnitedStates, PasswordHint.OtherScript)]
    [InlineData("p\u0430ssword", KeyboardLayoutName.UnitedStates, PasswordHint.OtherScript)]
    [InlineData("password", KeyboardLayoutName.Russian, PasswordHint.OtherScript)]
    [InlineData("λόγος", KeyboardLayoutName.Russian, PasswordHint.OtherScript)]
    [InlineData("åäö", KeyboardLayoutName.UnitedStates, PasswordHint.OtherLayout)]
    [InlineData("größe", KeyboardLayoutName.Finnish, PasswordHint.OtherLayout)]
    [InlineData("їжак", KeyboardLayoutName.Russian, PasswordHint.OtherLayout)]
    [InlineData(" éж", KeyboardLayoutName.UnitedStates, PasswordHint.OtherScript, PasswordHint.OtherLayout, PasswordHint.LeadingSpace)]
    [InlineData("a\U00020000", KeyboardLayoutName.UnitedStates, PasswordHint.OtherScript)]
    [InlineData("a\uD840", KeyboardLayoutName.UnitedStates)]
    public void Hints_come_from_what_was_typed(string typed, KeyboardLayoutName usual = KeyboardLayoutName.UnitedStates, params PasswordHint[] hints)
    {
        Assert.Equal(hints, PasswordHints.For(typed.AsMemory(), capsLockOn: false, usual));
        Assert.Equal([PasswordHint.CapsLockOn, .. hints], PasswordHints.For(typed.AsMemory(), capsLockOn: true, usual));
    }

    [Fact]
    public void An_unknown_layout_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => PasswordHints.For("a".AsMemory(), false, (KeyboardLayoutName)99));
}
