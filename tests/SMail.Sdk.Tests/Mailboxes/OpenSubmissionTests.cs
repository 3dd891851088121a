using System.Text;
using SMail.Sdk.Mailboxes;
using SMail.Sdk.Server;

namespace SMail.Sdk.Tests.Mailboxes;

/// <summary>Mail that leaves in the open carries the name of this service, so it must be the owner's.</summary>
public sealed class OpenSubmissionTests(People people) : IClassFixture<People>
{
    [Theory]
    [InlineData("Subject: no From\r\n\r\nText")]
    [InlineData("From: alice@s-mail.test, bobby@s-mail.test\r\n\r\nText")]
    [InlineData("From: alice@s-mail.test\r\nFrom: alice@s-mail.test\r\n\r\nText")]
    [InlineData("From: alice@s-mail.test\r\nfrom : bobby@s-mail.test\r\n\r\nText")]
    [InlineData("From: alice@s-mail.test\nFROM: bobby@s-mail.test\n\nText")]
    [InlineData("From: bobby@s-mail.test\r\n\r\nText")]
    [InlineData("From: alice@elsewhere.example\r\n\r\nText")]
    [InlineData("From: \"alice@s-mail.test\" <mallory@elsewhere.example>\r\n\r\nText")]
    [InlineData("From: Friends: alice@s-mail.test;\r\n\r\nText")]
    [InlineData("From: <>\r\n\r\nText")]
    [InlineData("From:\r\n\r\nText")]
    [InlineData("Just text")]
    [InlineData("\r\nFrom: alice@s-mail.test\r\n\r\nText")]
    [InlineData("From: alice@s-mail.test\r\r\nFrom: bobby@s-mail.test\r\n\r\nText")]
    [InlineData("Subject: x\rFrom: bobby@s-mail.test\r\nFrom: alice@s-mail.test\r\n\r\nText")]
    [InlineData("From: alice@s-mail.test\r\nno field\r\nFrom: bobby@s-mail.test\r\n\r\nText")]
    public async Task Without_exactly_one_own_From_nothing_is_sent(string mail)
    {
        var (before, sent) = (people.Outside.Sent.Count, (await people.System.ListAsync(people.Alice, MailFolder.Sent)).Count);
        var raw = new RawMail(Encoding.Latin1.GetBytes(mail)) { To = ["bobby", "ann@outside.example"] };
        Assert.Equal(SMailError.InvalidMessage, await Assertions.ErrorOfAsync(() => people.System.SendAnywhereAsync(people.Alice, raw)));
        Assert.Equal((before, sent), (people.Outside.Sent.Count, (await people.System.ListAsync(people.Alice, MailFolder.Sent)).Count));
    }

    [Fact]
    public async Task A_second_From_far_down_in_the_header_is_found_too()
    {
        var mail = $"From: alice@s-mail.test\r\n{string.Concat(Enumerable.Repeat("X-Filler: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\r\n", 2500))}From: bobby@s-mail.test\r\n\r\nText";
        Assert.True(mail.Length > OpenMessage.PieceBytes);
        var before = people.Outside.Sent.Count;
        Assert.Equal(SMailError.InvalidMessage, await Assertions.ErrorOfAsync(() =>
            people.System.SendAnywhereAsync(people.Alice, new RawMail(Encoding.ASCII.GetBytes(mail)) { To = ["ann@outside.example"] })));
        Assert.Equal(before, people.Outside.Sent.Count);
    }

    [Theory]
    [InlineData("From: alice@s-mail.test\r\n\r\nText")]
    [InlineData("From: Alice <ALICE@S-MAIL.TEST>\r\n\r\nText")]
    [InlineData("from : =?utf-8?B?w4RsaWNl?= <alice@s-mail.test>\n\nText")]
    [InlineData("Subject: x\r\nFrom:\r\n alice@s-mail.test\r\n\r\nFrom: bobby@s-mail.test\r\n")]
    public async Task One_own_From_may_be_written_in_many_ways(string mail)
    {
        var raw = new RawMail(Encoding.Latin1.GetBytes(mail)) { To = ["ann@outside.example"] };
        await people.System.SendAnywhereAsync(people.Alice, raw);
        Assert.Equal(mail, Encoding.Latin1.GetString(people.Outside.Sent[^1].Bytes));
    }
}
