using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using SMail.OpenPgp;
using SMail.Sdk.Mailboxes;
using SMail.Sdk.Messages;
using SMail.Sdk.Server;

namespace SMail.Sdk.Tests.Messages;

/// <summary>A summary that no honest client wrote: signed and sealed by Alice's key, with whatever it pleases her to say.</summary>
public sealed class ForgedSummaryTests(People people) : IClassFixture<People>, IDisposable
{
    public void Dispose() => people.System.Storage.Hooks.Clear();

    [Fact]
    public async Task What_it_says_of_secret_recipients_is_not_shown()
    {
        var listed = await ListAsync("""{"from":["alice@s-mail.test"],"bcc":["carol@s-mail.test"],"subject":"Hello"}""");
        Assert.True(listed.Verdict.IsGood(), $"{listed.Verdict}");
        Assert.Empty(listed.Summary!.Bcc);
        Assert.Equal("Hello", listed.Summary.Subject);
    }

    [Theory]
    [InlineData("""{"from":null,"to":null,"cc":null,"bcc":null,"subject":null,"attachments":null}""")]
    [InlineData("""{"from":[null],"to":[null,null],"cc":[null],"bcc":[null],"attachments":[null]}""")]
    [InlineData("{}")]
    public async Task Nulls_are_empty(string summary)
    {
        var shown = (await ListAsync(summary)).Summary!;
        Assert.Equal("", shown.Subject);
        Assert.All(new[] { shown.From, shown.To, shown.Cc, shown.Bcc, shown.Attachments }, Assert.NotNull);
        Assert.All([.. shown.From, .. shown.To, .. shown.Cc, .. shown.Bcc, .. shown.Attachments], text => Assert.Equal("", text));
    }

    [Fact]
    public async Task Huge_fields_are_cut_to_what_the_SDK_itself_would_write()
    {
        var many = new JsonArray([.. Enumerable.Range(0, 5000).Select(_ => JsonValue.Create("x@y.example"))]);
        var forged = new JsonObject { ["from"] = new JsonArray("alice@s-mail.test"), ["subject"] = new string('s', 100_000), ["to"] = many, ["attachments"] = new JsonArray(new string('a', 500_000)) };
        var shown = (await ListAsync(forged.ToJsonString())).Summary!;
        Assert.Equal(1000, shown.Subject.Length);
        Assert.Equal(500, shown.To.Count);
        Assert.Equal(1000, Assert.Single(shown.Attachments).Length);
    }

    [Theory]
    [InlineData("""{"from":"no list"}""")]
    [InlineData("""{"size":"NaN"}""")]
    [InlineData("""{"date":"yesterday"}""")]
    [InlineData("null")]
    [InlineData("[")]
    public async Task What_is_no_summary_is_bad_and_the_list_goes_on(string summary)
    {
        var listed = await ListAsync(summary);
        Assert.Equal((MailVerdict.Bad, null), (listed.Verdict, listed.Summary));
        Assert.NotEmpty(await people.System.ListAsync(people.Bobby));
    }

    /// <summary>What Bobby's list shows of a message whose summary is this JSON.</summary>
    private async Task<MailListItem> ListAsync(string summary)
    {
        var token = TestContext.Current.CancellationToken;
        var entry = await people.DeliverAsync(people.Alice, people.Bobby, new ComposedMail { To = ["bobby"], Subject = "Honest" });
        var json = Encoding.UTF8.GetBytes($$"""{"summary":{{summary}},"bodyHash":"{{Convert.ToBase64String(SHA256.HashData("body"u8))}}"}""");
        var options = Forgery.Honest(people.Alice.SecretKey, people.Bobby.SecretKey.Certificate, people.System.Clock) with
        {
            Notations = SignatureRole.Notations(SignatureRole.Summary, Id.Generate<SubmissionId>()),
        };
        using var plaintext = new MemoryStream(json);
        using var packet = new MemoryStream();
        var keys = await Pgp.EncryptBodyAsync(plaintext, packet, options, token);
        var forged = SealedBytes.Parse((byte[])[.. keys[0].Bytes.Span, .. packet.ToArray()]);
        people.System.Storage.ChangeEntries(stored => stored.Id == entry ? stored.WithCopy(summary: forged) : stored);
        return await people.NewestAsync(people.Bobby);
    }
}
