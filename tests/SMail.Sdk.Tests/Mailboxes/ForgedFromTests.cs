using System.Text;
using SMail.Sdk.Mailboxes;

namespace SMail.Sdk.Tests.Mailboxes;

/// <summary>Alice tries to send open mail that some reader shows as from Bobby.</summary>
public sealed class ForgedFromTests(People people) : IClassFixture<People>
{
    [Theory]
    [InlineData("From: =?utf-8?q?alice=40s-mail.test_=28?= <bobby@s-mail.test> (=?utf-8?q?=29?=)")]
    [InlineData("From: bobby@bank.example =?utf-8?q?=3Calice=40s-mail.test=3E?=")]
    [InlineData("From: bobby@s-mail.test =?utf-8?b?PGFsaWNlQHMtbWFpbC50ZXN0Pg==?=")]
    [InlineData("From: =?utf-8?q?alice=40s-mail=2Etest?=")]
    [InlineData("From: =?utf-8?q?alice?=@s-mail.test")]
    [InlineData("From: <=?utf-8?q?alice?=@s-mail.test>")]
    [InlineData("From: =?utf-8?q?alice=40s-mail.test=2C?= <bobby@s-mail.test>")]
    [InlineData("From: =?utf-8?q?alice=40s-mail.test=0D=0ATo=3A?= <bobby@s-mail.test>")]
    public async Task Encoded_words_that_would_turn_into_syntax_are_refused(string from) => await AssertRefusedAsync(from);

    [Theory]
    [InlineData("From: bobby@bank.example <alice@s-mail.test>")]
    [InlineData("From: <bobby@s-mail.test> <alice@s-mail.test>")]
    [InlineData("From: <@elsewhere.example:alice@s-mail.test>")]
    [InlineData("From: Alice <@a.example,@b.example:alice@s-mail.test>")]
    [InlineData("From: Alice <alice@s-mail.test")]
    [InlineData("From: <alice@s-mail.test> bobby@s-mail.test")]
    [InlineData("From: Friends: alice@s-mail.test;")]
    [InlineData("From: bobby@s-mail.test: alice@s-mail.test;")]
    [InlineData("From: alice@s-mail.test, bobby@s-mail.test")]
    [InlineData("From: bobby@s-mail.test; alice@s-mail.test")]
    [InlineData("From: Bobby bobby@s-mail.test, <alice@s-mail.test>")]
    [InlineData("From: alice@s-mail.test@bank.example")]
    [InlineData("From: alice")]
    public async Task What_two_readers_could_read_in_two_ways_is_refused(string from) => await AssertRefusedAsync(from);

    [Theory]
    [InlineData("From: alice@s-mail.test\rFrom: bobby@s-mail.test")]
    [InlineData("From: bobby@s-mail.test\rX: <alice@s-mail.test>")]
    [InlineData("From:\rbobby@s-mail.test <alice@s-mail.test>")]
    [InlineData("Subject: x\rFrom: bobby@s-mail.test\r\nFrom: alice@s-mail.test")]
    [InlineData("From: alice@s-mail.test\r\r\nFrom: bobby@s-mail.test")]
    [InlineData("\u00EF\u00BB\u00BFFrom: bobby@s-mail.test\r\nFrom: alice@s-mail.test")]
    public async Task Fields_hidden_behind_odd_bytes_are_refused(string header) => await AssertRefusedAsync(header);

    [Theory]
    [InlineData("From: alice@s-mail.test")]
    [InlineData("From: <alice@s-mail.test>")]
    [InlineData("From: Alice Liddell <alice@s-mail.test>")]
    [InlineData("From: Alice\r\n Liddell\r\n <alice@s-mail.test>")]
    [InlineData("From: \"Liddell, Alice (A.)\" <alice@s-mail.test>")]
    [InlineData("From: \u00C3\u0084lice <alice@s-mail.test>")]
    [InlineData("From: =?utf-8?q?=C3=84lice?= <alice@s-mail.test>")]
    [InlineData("From: =?utf-8?b?w4RsaWNl?=\r\n =?utf-8?q?_Liddell?= <alice@s-mail.test>")]
    [InlineData("From: alice@s-mail.test (Alice)")]
    public async Task Honest_ways_to_write_it_pass_unchanged(string from)
    {
        var mail = Mail(from);
        await people.System.SendAnywhereAsync(people.Alice, mail);
        Assert.Equal(mail.Bytes.ToArray(), people.Outside.Sent[^1].Bytes);
    }

    private async Task AssertRefusedAsync(string header)
    {
        var before = await CountAsync();
        Assert.Equal(SMailError.InvalidMessage, await Assertions.ErrorOfAsync(() => people.System.SendAnywhereAsync(people.Alice, Mail(header))));
        Assert.Equal(before, await CountAsync());
    }

    // Every char is one byte.
    private static RawMail Mail(string header) =>
        new(Encoding.Latin1.GetBytes($"{header}\r\nSubject: Hello\r\n\r\nText\r\n")) { To = ["bobby", "ann@outside.example"] };

    private async Task<(int Outside, int Sent, int Inbox)> CountAsync() =>
        (people.Outside.Sent.Count, (await people.System.ListAsync(people.Alice, SMail.Sdk.Server.MailFolder.Sent)).Count, (await people.System.ListAsync(people.Bobby)).Count);
}
