using FsCheck.Xunit;
using SMail.Sdk.Accounts;

namespace SMail.Sdk.Tests.Accounts;

public sealed class PasswordStrengthTests
{
    [Theory]
    [InlineData("", PasswordScore.VeryWeak)]
    [InlineData("password", PasswordScore.VeryWeak, PasswordWeakness.CommonPassword)]
    [InlineData("Password", PasswordScore.VeryWeak, PasswordWeakness.CommonPassword)]
    [InlineData("P4ssw0rd", PasswordScore.VeryWeak, PasswordWeakness.CommonPassword)]
    [InlineData("drowssap", PasswordScore.VeryWeak, PasswordWeakness.CommonPassword)]
    [InlineData("123456", PasswordScore.VeryWeak, PasswordWeakness.CommonPassword)]
    [InlineData("qwertyuiop", PasswordScore.VeryWeak, PasswordWeakness.CommonPassword)]
    [InlineData("\u0439\u0446\u0443\u043A\u0435\u043D\u0433\u0448", PasswordScore.Weak, PasswordWeakness.KeyboardWalk)]
    [InlineData("salasana", PasswordScore.VeryWeak, PasswordWeakness.CommonPassword)]
    [InlineData("S0mmar", PasswordScore.VeryWeak, PasswordWeakness.CommonWord)]
    [InlineData("\u041D\u0430\u0442\u0430\u0448\u0430", PasswordScore.VeryWeak, PasswordWeakness.CommonWord)]
    [InlineData("umbrella", PasswordScore.Weak, PasswordWeakness.CommonWord)]
    [InlineData("aaaaaaaaaaaa", PasswordScore.VeryWeak, PasswordWeakness.Repetition)]
    [InlineData("defghijk", PasswordScore.VeryWeak, PasswordWeakness.Sequence)]
    [InlineData("1987-03-12", PasswordScore.Weak, PasswordWeakness.Date)]
    [InlineData("23091961", PasswordScore.Weak, PasswordWeakness.Date)]
    [InlineData("alice1987", PasswordScore.Weak, PasswordWeakness.OwnName, PasswordWeakness.Date)]
    [InlineData("passwordpasswordpassword", PasswordScore.VeryWeak, PasswordWeakness.Repetition)]
    [InlineData("k7Vq-9fTz", PasswordScore.Good)]
    [InlineData("k7Vq-9fTzM", PasswordScore.Strong)]
    [InlineData("correct horse battery staple", PasswordScore.Strong)]
    public void What_guessers_try_first_is_weak_and_what_they_do_not_is_strong(string password, PasswordScore score, params PasswordWeakness[] weaknesses)
    {
        var strength = PasswordStrength.Estimate(password, ["alice@s-mail.test"]);
        Assert.Equal(score, strength.Score);
        Assert.Superset(weaknesses.ToHashSet(), strength.Weaknesses.ToHashSet());
    }

    // What is compared with it is in lower case, as typed and composed.
    [Fact]
    public void The_words_are_in_lower_case_and_composed()
    {
        using var list = new StreamReader(typeof(SMailSystem).Assembly.GetManifestResourceStream("SMail.Sdk.Accounts.Strength.CommonWords.txt")!);
        foreach (var line in list.ReadToEnd().TrimEnd('\n').Split('\n').Where(line => !line.StartsWith('#')))
        {
            Assert.Equal(line.ToLowerInvariant().Normalize(), line);
            Assert.Equal(line.Split(',').Distinct(), line.Split(','));
            Assert.DoesNotContain(line.Split(','), word => word.Length < 2);
        }
    }

    [Fact]
    public void What_others_know_of_the_user_counts_only_if_it_is_said()
    {
        Assert.True(PasswordStrength.Estimate("Wernerssonska").Score > PasswordStrength.Estimate("Wernerssonska", ["a.wernerssonska@s-mail.test"]).Score);
        Assert.Equal([PasswordWeakness.OwnName], PasswordStrength.Estimate("Wernerssonska", ["Anna Wernerssonska"]).Weaknesses);
    }

    [Fact]
    public void Nothing_of_the_password_is_in_the_answer() =>
        Assert.DoesNotContain("dragon", $"{PasswordStrength.Estimate("dragon99")}", StringComparison.OrdinalIgnoreCase);

    [Fact]
    public void The_longest_and_worst_takes_no_time_to_speak_of()
    {
        foreach (var text in new[] { new string('a', 5000), string.Concat(Enumerable.Repeat("abcabd", 500)), string.Concat(Enumerable.Repeat("1l!i|", 500)), new string('\u0308', 5000) })
            Assert.True(PasswordStrength.Estimate(text).Log10Guesses is >= 0 and < 300);
    }

    [Property]
    public bool Any_text_has_an_estimate_and_no_text_takes_more_than_trying_all_characters(string? text)
    {
        var strength = PasswordStrength.Estimate(text);
        return strength.Log10Guesses >= 0 && strength.Log10Guesses <= Math.Max(1, Math.Min((text ?? "").Length, PasswordStrength.MaxLength)) + 1;
    }
}
