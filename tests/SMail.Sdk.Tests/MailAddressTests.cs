using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace SMail.Sdk.Tests;

public sealed class MailAddressTests
{
    [Theory]
    [InlineData("alice@s-mail.test", "alice@s-mail.test")]
    [InlineData("Alice@S-Mail.TEST", "alice@s-mail.test")]
    [InlineData("alice@s-mail.test.", "alice@s-mail.test")]
    [InlineData("a_b-c.d@b\u00FCcher.example", "a_b-c.d@xn--bcher-kva.example")]
    [InlineData("x@B\u00DCCHER.example", "x@xn--bcher-kva.example")]
    [InlineData("x@xn--bcher-kva.example", "x@xn--bcher-kva.example")]
    [InlineData("x@b\u00FCcher\u3002example", "x@xn--bcher-kva.example")]
    [InlineData("root@localhost", "root@localhost")]
    [InlineData("!#$%&'*+-/=?^_`{|}~@x.example", "!#$%&'*+-/=?^_`{|}~@x.example")]
    [InlineData("\"John Doe\"@x.example", "\"john doe\"@x.example")]
    [InlineData("\"a@b\"@x.example", "\"a@b\"@x.example")]
    [InlineData("\"a\\\"b\"@x.example", "\"a\\\"b\"@x.example")]
    [InlineData("\"\"@x.example", "\"\"@x.example")]
    [InlineData("\"..\"@x.example", "\"..\"@x.example")]
    [InlineData("J\u00D6RG@x.example", "j\u00D6rg@x.example")]
    [InlineData("\u212Aelvin@x.example", "\u212Aelvin@x.example")]
    [InlineData("\u7528\u6237@x.example", "\u7528\u6237@x.example")]
    public void Canonical_form(string text, string canonical)
    {
        var address = MailAddress.Parse(text);
        Assert.Equal(canonical, address.Canonical);
        Assert.Equal(address, MailAddress.Parse(canonical));
        Assert.Equal(address, MailAddress.Parse(address.ToString()));
    }

    [Theory]
    [InlineData("\"alice\"@s-mail.test", "alice@s-mail.test")]
    [InlineData("\"al\\ice\"@s-mail.test", "alice@s-mail.test")]
    [InlineData("\"a\\ b\"@x.example", "\"a b\"@x.example")]
    [InlineData("\"A.b\"@x.example", "a.b@x.example")]
    public void Needless_quotes_make_no_other_mailbox(string one, string other)
    {
        Assert.Equal(MailAddress.Parse(other), MailAddress.Parse(one));
        Assert.Equal(MailAddress.Parse(other).GetHashCode(), MailAddress.Parse(one).GetHashCode());
    }

    [Fact]
    public void The_local_part_is_kept_as_written()
    {
        var address = MailAddress.Parse("\"Alice\"@S-MAIL.test");
        Assert.Equal(("\"Alice\"", "s-mail.test", "\"Alice\"@s-mail.test"), (address.LocalPart, address.Domain, address.ToString()));
    }

    [Theory]
    [InlineData("")]
    [InlineData("@")]
    [InlineData("alice")]
    [InlineData("alice@")]
    [InlineData("@x.example")]
    [InlineData("a@b@x.example")]
    [InlineData("a b@x.example")]
    [InlineData(" a@x.example")]
    [InlineData("a@x.example ")]
    [InlineData("<a@x.example>")]
    [InlineData("\"<a>\"@x.example")]
    [InlineData(".a@x.example")]
    [InlineData("a.@x.example")]
    [InlineData("a..b@x.example")]
    [InlineData("a@x..example")]
    [InlineData("a@.x.example")]
    [InlineData("a@x.example..")]
    [InlineData("a@.")]
    [InlineData("a@-x.example")]
    [InlineData("a@x-.example")]
    [InlineData("a@x_y.example")]
    [InlineData("a@x.example,b@x.example")]
    [InlineData("a@[127.0.0.1]")]
    [InlineData("a@127.0.0.1")]
    [InlineData("a@[IPv6:::1]")]
    [InlineData("a@x.example\r\nBcc: b@x.example")]
    [InlineData("a\r\n@x.example")]
    [InlineData("a\0@x.example")]
    [InlineData("\"a\nb\"@x.example")]
    [InlineData("\"a\\\nb\"@x.example")]
    [InlineData("\"a@x.example")]
    [InlineData("\"a\"b@x.example")]
    [InlineData("\"a\"")]
    [InlineData("\"a\\")]
    [InlineData("\"\\\u00E4\"@x.example")]
    [InlineData("a\u0085b@x.example")]
    [InlineData("a\u202Eb@x.example")]
    [InlineData("a\u00A0b@x.example")]
    [InlineData("a\u2028b@x.example")]
    [InlineData("a\uFFFE@x.example")]
    [InlineData("a@x\u2100.example")]
    [InlineData("a@\u2024\u2024")]
    [InlineData("a(comment)@x.example")]
    [InlineData("Alice <a@x.example>")]
    [InlineData("@relay.example:a@x.example")]
    public void Anything_else_is_refused(string text)
    {
        Assert.Equal(SMailError.InvalidAddress, Assert.Throws<SMailException>(() => MailAddress.Parse(text)).Code);
        Assert.False(MailAddress.TryParse(text, out _));
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<MailAddress>(JsonSerializer.Serialize(text)));
    }

    [Fact]
    public void Unpaired_surrogates_are_refused()
    {
        Assert.False(MailAddress.TryParse("a" + (char)0xD800 + "@x.example", out _));
        Assert.False(MailAddress.TryParse("a@x" + (char)0xD800 + ".example", out _));
    }

    [Fact]
    public void Lengths_are_limited()
    {
        var label = new string('d', 63);
        Assert.True(MailAddress.TryParse(new string('a', 64) + "@x.example", out _));
        Assert.False(MailAddress.TryParse(new string('a', 65) + "@x.example", out _));
        Assert.False(MailAddress.TryParse(new string('\u00E4', 33) + "@x.example", out _));
        Assert.False(MailAddress.TryParse($"a@{label}d.example", out _));
        var longest = $"a@{label}.{label}.{label}.{new string('d', 60)}";
        Assert.Equal(254, longest.Length);
        Assert.True(MailAddress.TryParse(longest, out _));
        Assert.False(MailAddress.TryParse("a" + longest, out _));
        Assert.False(MailAddress.TryParse("a@" + new string('.', 1_000_000), out _));
    }

    [Fact]
    public void It_crosses_as_a_string()
    {
        var address = MailAddress.Parse("Alice@s-mail.test");
        var json = JsonSerializer.Serialize(address);
        Assert.Equal("\"Alice@s-mail.test\"", json);
        Assert.Equal("Alice", JsonSerializer.Deserialize<MailAddress>(json)!.LocalPart);
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<MailAddress>("7"));
    }

    [Property(MaxTest = 3000)]
    public Property Hostile_text_is_an_address_or_refused() => Prop.ForAll(Texts(), text =>
    {
        if (!MailAddress.TryParse(text, out var address))
            return true;
        var again = MailAddress.Parse(address.Canonical);
        return again == address && again.Canonical == address.Canonical && MailAddress.Parse(address.ToString()) == address
            && !address.Canonical.Any(c => char.IsControl(c) || c is '<' or '>') && address.Domain.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-');
    });

    private static Arbitrary<string> Texts()
    {
        var character = Gen.Elements("aZ.@@\"\\-_ 1<>\r\0\u00E4\u212A\u3002\uD800\uDC00\u00DF\u0130\u200D".ToCharArray());
        return Gen.Choose(0, 20).SelectMany(n => character.ArrayOf(n)).Select(c => new string(c)).ToArbitrary();
    }
}
