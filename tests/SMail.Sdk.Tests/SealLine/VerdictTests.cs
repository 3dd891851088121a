using System.Text;
using SMail.OpenPgp;
using SMail.Sdk.Mailboxes;
using SMail.Sdk.Messages;
using SMail.Sdk.Server;

namespace SMail.Sdk.Tests.SealLine;

/// <summary>The verdicts, and their order: the first that applies. The server of these tests lies as it likes.</summary>
public sealed class VerdictTests(People people) : IClassFixture<People>, IDisposable
{
    private const string FromAlice = "From: alice@s-mail.test\r\nSubject: Hello\r\n\r\nText\r\n";
    private const string FromMallory = "From: mallory@elsewhere.example\r\nSubject: Hello\r\n\r\nText\r\n";

    private SecretKey AliceKey => people.Alice.SecretKey;

    private Certificate BobbyCertificate => people.Bobby.SecretKey.Certificate;

    private EncryptOptions Honest => Forgery.Honest(AliceKey, BobbyCertificate, people.System.Clock);

    public void Dispose() => people.System.Storage.Hooks.Clear();

    [Fact]
    public async Task Good_mail_is_seen_for_the_first_time_and_then_verified()
    {
        await using var system = await TestSystem.StartAsync();
        await using var alice = await system.JoinAsync("alice");
        await using var bobby = await system.JoinAsync("bobby");
        foreach (var verdict in new[] { MailVerdict.FirstSeen, MailVerdict.Verified })
        {
            system.Clock.Advance(TimeSpan.FromSeconds(1));
            await system.SendAsync(alice, Raw(FromAlice));
            var item = (await system.ListAsync(bobby))[0];
            using var opened = await system.OpenAsync(bobby, item.Entry);
            Assert.Equal((verdict, verdict), (item.Verdict, opened.Verdict));
        }
    }

    [Fact]
    public async Task A_foreign_From_is_a_sender_mismatch()
    {
        var entry = await people.DeliverAsync(people.Alice, people.Bobby, Raw(FromMallory));
        Assert.Equal((MailVerdict.SenderMismatch, MailVerdict.SenderMismatch), await VerdictsAsync(entry));
    }

    [Theory]
    [InlineData("Subject: no From\r\n\r\n")]
    [InlineData("From: alice@s-mail.test, bobby@s-mail.test\r\n\r\n")]
    [InlineData("From: alice@s-mail.test\r\nFrom: mallory@elsewhere.example\r\n\r\n")]
    [InlineData("no mail at all")]
    public async Task A_From_that_names_not_one_sender_is_a_sender_mismatch(string mail)
    {
        var entry = await people.DeliverAsync(people.Alice, people.Bobby, Raw(mail));
        Assert.Equal(MailVerdict.SenderMismatch, (await VerdictsAsync(entry)).Opened);
    }

    [Fact]
    public async Task A_server_that_names_another_sender_is_not_believed()
    {
        var entry = await people.DeliverAsync(people.Alice, people.Bobby, Raw("From: carol@s-mail.test\r\n\r\nText"));
        people.System.Storage.ChangeEntries(stored => stored with { Entry = stored.Entry with { Sender = people.Carol.Address } });
        // It is signed, but by nobody whose certificate Carol has.
        Assert.Equal((MailVerdict.Unsigned, MailVerdict.Unsigned), await VerdictsAsync(entry));
    }

    [Fact]
    public async Task A_directory_that_gives_out_anothers_certificate_is_not_believed()
    {
        await using var system = await TestSystem.StartAsync();
        await using var alice = await system.JoinAsync("alice");
        await using var bobby = await system.JoinAsync("bobby");
        await using var carol = await system.JoinAsync("carol");
        await system.SendAsync(alice, Raw("From: carol@s-mail.test\r\n\r\nText"));
        system.Storage.ChangeEntries(stored => stored with { Entry = stored.Entry with { Sender = carol.Address } });
        system.Door.Hooks.ChangeAnswers<Answer<DirectoryAnswer>>(answer => answer with
        {
            Value = new([new DirectoryEntry(carol.Address, [new CertificateBytes(alice.SecretKey.Certificate.ToBytes())])]),
        });
        Assert.Equal(MailVerdict.Unsigned, (await system.ListAsync(bobby)).Single().Verdict);
    }

    [Fact]
    public async Task A_signature_of_nobody_known_is_none()
    {
        var entry = await ForgeAsync(await Forgery.WriteAsync(FromAlice, Forgery.Honest(people.Carol.SecretKey, BobbyCertificate, people.System.Clock)));
        Assert.Equal(MailVerdict.Unsigned, (await VerdictsAsync(entry)).Opened);
    }

    [Fact]
    public async Task What_nobody_signed_is_unsigned_whoever_it_is_from()
    {
        foreach (var mail in new[] { FromAlice, FromMallory })
        {
            var entry = await ForgeAsync(await Forgery.WriteAsync(mail, Honest with { Signers = [], IntendedRecipients = null, Notations = [] }));
            Assert.Equal(MailVerdict.Unsigned, (await VerdictsAsync(entry)).Opened);
        }
    }

    [Fact]
    public async Task What_was_signed_for_somebody_else_and_handed_on_is_not_for_me()
    {
        var entry = await ForgeAsync(Forgery.Of(await SignedForCarolAsync(FromAlice), BobbyCertificate));
        Assert.Equal(MailVerdict.NotForMe, (await VerdictsAsync(entry)).Opened);
    }

    [Fact]
    public async Task A_sender_mismatch_comes_before_not_for_me()
    {
        var entry = await ForgeAsync(Forgery.Of(await SignedForCarolAsync(FromMallory), BobbyCertificate));
        Assert.Equal(MailVerdict.SenderMismatch, (await VerdictsAsync(entry)).Opened);
    }

    [Fact]
    public async Task A_signature_without_intended_recipients_is_not_for_me()
    {
        var entry = await ForgeAsync(await Forgery.WriteAsync(FromAlice, Honest with { IntendedRecipients = [] }));
        Assert.Equal(MailVerdict.NotForMe, (await VerdictsAsync(entry)).Opened);
    }

    [Fact]
    public async Task What_was_changed_within_the_seal_is_bad_and_nothing_of_it_is_shown()
    {
        var packets = await SignedForCarolAsync(FromAlice);
        var at = packets.AsSpan().IndexOf("Text"u8);
        packets[at] ^= 1;
        await AssertBadAsync(Forgery.Of(packets, BobbyCertificate));
    }

    [Fact]
    public async Task A_signature_that_is_not_one_over_a_body_is_bad()
    {
        var submission = Id.Generate<SubmissionId>();
        await AssertBadAsync(await Forgery.WriteAsync(FromAlice, Honest with { Notations = [] }));
        await AssertBadAsync(await Forgery.WriteAsync(FromAlice, Honest with { Notations = SignatureRole.Notations(SignatureRole.Summary, submission) }));
        await AssertBadAsync(await Forgery.WriteAsync(FromAlice, Honest with { Notations = [.. SignatureRole.Notations(SignatureRole.Body, submission), .. SignatureRole.Notations(SignatureRole.Summary, submission)] }));
        await AssertBadAsync(await Forgery.WriteAsync(FromAlice, Honest with { Notations = [SignatureRole.Notations(SignatureRole.Body, submission)[0]] }));
    }

    [Fact]
    public async Task Two_signatures_are_bad() =>
        await AssertBadAsync(await Forgery.WriteAsync(FromAlice, Honest with { Signers = [AliceKey, people.Carol.SecretKey] }));

    [Fact]
    public async Task A_good_body_with_anothers_summary_is_a_summary_mismatch()
    {
        var entry = await ForgeAsync(await Forgery.WriteAsync(FromAlice, Honest));
        var (listed, opened) = await VerdictsAsync(entry);
        Assert.Equal((true, MailVerdict.SummaryMismatch), (listed.IsGood(), opened));
    }

    private static RawMail Raw(string mail) => new(Encoding.UTF8.GetBytes(mail)) { To = ["bobby"] };

    /// <summary>The signed packets of a message from Alice that Carol could open.</summary>
    private async Task<byte[]> SignedForCarolAsync(string mail)
    {
        var forCarol = await Forgery.WriteAsync(mail, Forgery.Honest(AliceKey, people.Carol.SecretKey.Certificate, people.System.Clock));
        return InnerPackets.Read(people.Carol.SecretKey, forCarol.KeyPacket.Bytes.ToArray(), forCarol.Body.Bytes.ToArray());
    }

    /// <summary>Puts a forged body in the place of a good one from Alice to Bobby.</summary>
    private async Task<EntryId> ForgeAsync(Forgery forgery)
    {
        var entry = await people.DeliverAsync(people.Alice, people.Bobby, Raw(FromAlice));
        people.System.Storage.ChangeEntries(stored => stored.Id == entry ? forgery.PutInto(stored) : stored);
        return entry;
    }

    private async Task<(MailVerdict Listed, MailVerdict Opened)> VerdictsAsync(EntryId entry)
    {
        using var opened = await people.System.OpenAsync(people.Bobby, entry);
        return ((await people.NewestAsync(people.Bobby)).Verdict, opened.Verdict);
    }

    private async Task AssertBadAsync(Forgery forgery)
    {
        var entry = await ForgeAsync(forgery);
        using var opened = await people.System.OpenAsync(people.Bobby, entry);
        Assert.Equal((MailVerdict.Bad, (MailSummary?)null, 0, (string?)null), (opened.Verdict, opened.Summary, opened.ToBytes().Length, opened.Text));
    }
}
