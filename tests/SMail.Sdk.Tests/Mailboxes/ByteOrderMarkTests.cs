using System.Text;
using SMail.Sdk.Mailboxes;

namespace SMail.Sdk.Tests.Mailboxes;

/// <summary>Some readers pass over a byte order mark at the start of mail, so what stands behind it is a field.</summary>
public sealed class ByteOrderMarkTests(People people) : IClassFixture<People>
{
    private const string Mark = "\u00EF\u00BB\u00BF";

    [Theory]
    [InlineData("Bcc: carol@s-mail.test\r\nFrom: alice@s-mail.test\r\n\r\nText")]
    [InlineData("resent-BCC : carol@s-mail.test\r\nFrom: alice@s-mail.test\r\n\r\nText")]
    [InlineData("\r\nBcc: carol@s-mail.test\r\nFrom: alice@s-mail.test\r\n\r\nText")]
    [InlineData("\n\nBcc: carol@s-mail.test\n\nText")]
    public async Task It_hides_no_Bcc_field(string mail)
    {
        foreach (var recipient in new[] { "bobby", "ann@outside.example" })
            Assert.Equal(SMailError.InvalidMessage, await Assertions.ErrorOfAsync(() => people.System.SendAnywhereAsync(people.Alice, Raw(Mark + mail, recipient))));
        Assert.Empty(people.Outside.Sent);
    }

    [Fact]
    public async Task Mail_that_starts_with_it_comes_back_as_it_was()
    {
        var mail = Raw(Mark + "From: alice@s-mail.test\r\n\r\nText", "bobby");
        var entry = await people.DeliverAsync(people.Alice, people.Bobby, mail);
        Assert.Equal(mail.Bytes.ToArray(), await people.System.ReadAsync(people.Bobby, entry));
    }

    [Theory]
    [InlineData("")]
    [InlineData(Mark)]
    [InlineData(Mark + "\r\n")]
    [InlineData(Mark + "\n\n")]
    public void Where_the_header_ends_and_what_is_in_it_is_one_question(string start)
    {
        var header = start + "From: alice@s-mail.test\r\n";
        Assert.Equal(1, RawHeader.Count(Encoding.Latin1.GetBytes(header), "from"u8));
        Assert.False(RawHeader.HasEnd(Encoding.Latin1.GetBytes(header)));
        Assert.True(RawHeader.HasEnd(Encoding.Latin1.GetBytes(header + "\r\nText")));
    }

    private static RawMail Raw(string mail, string recipient) => new(Encoding.Latin1.GetBytes(mail)) { To = [recipient] };
}
