using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace SMail.Sdk.Tests;

public sealed partial class UsernameTests
{
    [Theory]
    [InlineData("alice")]
    [InlineData("a.b-c_d")]
    [InlineData("1234")]
    [InlineData("____")]
    [InlineData("-a-b")]
    [InlineData("marketing.team")]
    public void Fine(string name)
    {
        Assert.Null(Username.Check(name));
        Assert.Equal(name, Username.Parse(name).Value);
    }

    [Theory]
    [InlineData(null, UsernameRule.Empty)]
    [InlineData("", UsernameRule.Empty)]
    [InlineData("abc", UsernameRule.TooShort)]
    [InlineData("...", UsernameRule.TooShort)]
    [InlineData("ali ce", UsernameRule.Space)]
    [InlineData(" alice", UsernameRule.Space)]
    [InlineData("alice\n", UsernameRule.Space)]
    [InlineData("ali\u00A0ce", UsernameRule.Space)]
    [InlineData("al!ce", UsernameRule.ForbiddenCharacter)]
    [InlineData("al\u0131ce", UsernameRule.ForbiddenCharacter)]
    [InlineData("\u212Aelvin", UsernameRule.ForbiddenCharacter)]
    [InlineData("\uFF21lice", UsernameRule.ForbiddenCharacter)]
    [InlineData("\u0430lice", UsernameRule.ForbiddenCharacter)]
    [InlineData("alice\0", UsernameRule.ForbiddenCharacter)]
    [InlineData("alice@x", UsernameRule.ForbiddenCharacter)]
    [InlineData(".alice", UsernameRule.LeadingDot)]
    [InlineData("alice.", UsernameRule.TrailingDot)]
    [InlineData("al..ice", UsernameRule.DoubledDot)]
    [InlineData("postmaster", UsernameRule.Reserved)]
    [InlineData("PostMaster", UsernameRule.Reserved)]
    [InlineData("mailer-daemon", UsernameRule.Reserved)]
    public void The_first_broken_rule_is_named(string? name, UsernameRule rule)
    {
        Assert.Equal(rule, Username.Check(name));
        Assert.False(Username.TryParse(name, out _));
        if (name is null)
            return;
        var error = Assert.Throws<SMailException>(() => Username.Parse(name));
        Assert.Equal(SMailError.InvalidUsername, error.Code);
        Assert.StartsWith($"{rule}: ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_length_is_4_to_64()
    {
        Assert.Null(Username.Check(new string('a', 4)));
        Assert.Null(Username.Check(new string('a', 64)));
        Assert.Equal(UsernameRule.TooLong, Username.Check(new string('a', 65)));
    }

    /// <summary>RFC 2142, sections 3 to 5.</summary>
    [Theory]
    [InlineData("info marketing sales support abuse noc security postmaster hostmaster usenet news webmaster www uucp ftp")]
    public void No_mailbox_of_RFC_2142_can_be_had(string names) => Assert.All(names.Split(' '), name =>
        Assert.Equal(name.Length < 4 ? UsernameRule.TooShort : UsernameRule.Reserved, Username.Check(name)));

    [Fact]
    public void Case_does_not_matter()
    {
        Assert.Equal(Username.Parse("alice"), Username.Parse("ALICE"));
        Assert.Equal("alice", Username.Parse("AliCe").ToString());
    }

    [Property(MaxTest = 2000)]
    public Property The_rules_are_those_of_the_issue() => Prop.ForAll(Names(), name =>
        (Username.Check(name) is null) == (Oracle().IsMatch(name) && !ReservedNames.Contains(name)));

    [Property(MaxTest = 500)]
    public Property What_is_a_user_name_is_a_local_part() => Prop.ForAll(Names(), name =>
        !Username.TryParse(name, out var username) || MailAddress.Parse($"{name}@s-mail.test").Canonical == $"{username}@s-mail.test");

    [GeneratedRegex(@"\A(?=.{4,64}\z)[a-zA-Z0-9_-]+(\.[a-zA-Z0-9_-]+)*\z", RegexOptions.CultureInvariant)]
    private static partial Regex Oracle();

    private static Arbitrary<string> Names()
    {
        var common = Gen.Elements("abzAZ09_.-.".ToCharArray());
        var rare = Gen.Elements(" @\u0131\u212A\0\u00E9\t+".ToCharArray());
        var length = Gen.OneOf(Gen.Choose(0, 12), Gen.Choose(60, 70));
        return length.SelectMany(n => Gen.Frequency((40, common), (1, rare)).ArrayOf(n)).Select(c => new string(c)).ToArbitrary();
    }
}
