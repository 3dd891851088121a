using SMail.OpenPgp;
using SMail.OpenPgp.Packets;
using SMail.OpenPgp.Primitives;
using SMail.Sdk.Accounts;
using SMail.Sdk.Mailboxes;
using SMail.Sdk.Messages;
using SMail.Sdk.Server;
using SMail.Sdk.Storage;

namespace SMail.Sdk.Tests.Pins;

/// <summary>Keys are remembered when they are first seen, and a directory that shows others later is found out.</summary>
public sealed class PinTests : IAsyncLifetime
{
    private TestSystem system = null!;
    private MailSession alice = null!;
    private MailSession bobby = null!;
    private MailSession mallory = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private Certificate BobbyCertificate => bobby.SecretKey.Certificate;

    public async ValueTask InitializeAsync()
    {
        system = await TestSystem.StartAsync(options => options.Transport = _ => new ScriptedTransport());
        (alice, bobby, mallory) = (await system.JoinAsync("alice"), await system.JoinAsync("bobby"), await system.JoinAsync("mallory"));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var session in new[] { alice, bobby, mallory })
            await session.DisposeAsync();
        await system.DisposeAsync();
    }

    [Fact]
    public async Task The_first_message_is_seen_first_and_the_next_is_verified_in_any_session()
    {
        await system.SendAsync(bobby, Letter("One"));
        var first = (await system.ListAsync(alice)).Single();
        Assert.Equal((MailVerdict.FirstSeen, MailVerdict.FirstSeen), (first.Verdict, await OpenAsync(first.Entry)));
        Assert.Equal(MailVerdict.Verified, await OpenAsync(first.Entry));
        await system.SendAsync(bobby, Letter("Two"));
        await using var other = await system.LoginAsync("alice");
        foreach (var session in new[] { alice, other })
            Assert.All(await system.ListAsync(session), item => Assert.Equal(MailVerdict.Verified, item.Verdict));
        Assert.Equal(new ContactPin(bobby.Address, bobby.Fingerprint, system.Clock.GetUtcNow(), false), await system.Mailboxes.GetPinAsync(other, bobby.Address, Token));
        Assert.Null(await system.Mailboxes.GetPinAsync(other, mallory.Address, Token));
    }

    [Fact]
    public async Task Whom_one_writes_to_is_pinned_too_and_the_own_mail_is_always_known()
    {
        await system.SendAsync(alice, new ComposedMail { To = ["bobby", "alice"] });
        Assert.NotNull(await system.Mailboxes.GetPinAsync(alice, bobby.Address, Token));
        await system.SendAsync(bobby, Letter("Answer"));
        Assert.All(await system.ListAsync(alice), item => Assert.Equal(MailVerdict.Verified, item.Verdict));
        Assert.All(await system.ListAsync(alice, MailFolder.Sent), item => Assert.Equal(MailVerdict.Verified, item.Verdict));
    }

    [Fact]
    public async Task Planning_alone_pins_nobody()
    {
        await system.Mailboxes.PlanAsync(alice, Letter("Unsent", "bobby"), Token);
        Assert.Null(await system.Mailboxes.GetPinAsync(alice, bobby.Address, Token));
    }

    [Fact]
    public async Task Anothers_certificate_for_a_pinned_address_is_refused_unless_it_is_accepted_for_the_message()
    {
        await system.SendAsync(alice, Letter("First", "bobby"));
        Show(await ImpostorAsync(bobby));
        var plan = await system.Mailboxes.PlanAsync(alice, Letter("Secret", "bobby"), Token);
        Assert.Equal((DeliveryRoute.Refused, RouteReason.KeyChanged), (plan.Recipients[0].Route, plan.Recipients[0].Reason));
        Assert.Equal(SMailError.RecipientRefused, await Assertions.ErrorOfAsync(() => system.Mailboxes.SendAsync(alice, plan, Token)));
        plan.AcceptKeyChange(mallory.Address);
        Assert.Equal(DeliveryRoute.Refused, plan.Recipients[0].Route);
        plan.AcceptKeyChange(bobby.Address);
        Assert.Equal((DeliveryRoute.Sealed, RouteReason.KeyChanged), (plan.Recipients[0].Route, plan.Recipients[0].Reason));
        await system.Mailboxes.SendAsync(alice, plan, Token);
        // The pin stays, so the next message is asked about again.
        Assert.Equal(bobby.Fingerprint, (await system.Mailboxes.GetPinAsync(alice, bobby.Address, Token))!.Fingerprint);
        Assert.Equal(DeliveryRoute.Refused, (await system.Mailboxes.PlanAsync(alice, Letter("Again", "bobby"), Token)).Recipients[0].Route);
    }

    [Fact]
    public async Task A_message_signed_by_another_key_than_the_pinned_one_is_told_apart()
    {
        await system.SendAsync(alice, Letter("First", "bobby"));
        using var impostor = Impersonate(bobby);
        await system.SendAsync(bobby, Letter("Honest"));
        var honest = (await system.ListAsync(alice)).Single().Entry;
        await using var fresh = await system.LoginAsync("alice");
        Show(impostor.Certificate);
        Assert.Equal(MailVerdict.Verified, await OpenAsync(honest, fresh));
        await ForgeAsync(honest, impostor);
        await using var again = await system.LoginAsync("alice");
        Assert.Equal(MailVerdict.KeyChanged, await OpenAsync(honest, again));
        Assert.Equal(bobby.Fingerprint, (await system.Mailboxes.GetPinAsync(again, bobby.Address, Token))!.Fingerprint);
    }

    [Fact]
    public async Task An_accepted_key_is_gone_on_with_and_what_the_old_one_signed_stays_good()
    {
        await system.SendAsync(bobby, Letter("Old"));
        var old = (await system.ListAsync(alice)).Single().Entry;
        Assert.Equal(MailVerdict.FirstSeen, await OpenAsync(old));
        using var next = Impersonate(bobby);
        Show(BobbyCertificate, next.Certificate);
        system.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(SMailError.KeyMismatch, await Assertions.ErrorOfAsync(() => system.Mailboxes.ConfirmPinAsync(alice, bobby.Address, next.Certificate.Fingerprint, Token)));
        Assert.Equal(SMailError.KeyMismatch, await Assertions.ErrorOfAsync(() => system.Mailboxes.AcceptKeyAsync(alice, bobby.Address, mallory.Fingerprint, Token)));
        await system.Mailboxes.AcceptKeyAsync(alice, bobby.Address, next.Certificate.Fingerprint, Token);
        var plan = await system.Mailboxes.PlanAsync(alice, Letter("Hello", "bobby"), Token);
        Assert.Equal((DeliveryRoute.Sealed, RouteReason.HasCertificate), (plan.Recipients[0].Route, plan.Recipients[0].Reason));
        Assert.Equal(MailVerdict.Verified, await OpenAsync(old));
        // What the old key signs from now on is not.
        system.Clock.Advance(TimeSpan.FromSeconds(2));
        await system.SendAsync(bobby, Letter("Late"));
        Assert.Equal(MailVerdict.KeyChanged, (await system.ListAsync(alice))[0].Verdict);
    }

    [Fact]
    public async Task Comparing_fingerprints_confirms_a_pin()
    {
        Assert.Equal(SMailError.KeyMismatch, await Assertions.ErrorOfAsync(() => system.Mailboxes.ConfirmPinAsync(alice, bobby.Address, mallory.Fingerprint, Token)));
        await system.Mailboxes.ConfirmPinAsync(alice, bobby.Address, bobby.Fingerprint, Token);
        Assert.True((await system.Mailboxes.GetPinAsync(alice, bobby.Address, Token))!.IsConfirmed);
        await system.SendAsync(bobby, Letter("Hello"));
        Assert.Equal(MailVerdict.Verified, (await system.ListAsync(alice)).Single().Verdict);
        // Mail does not lower it.
        await OpenAsync((await system.ListAsync(alice)).Single().Entry);
        await using var other = await system.LoginAsync("alice");
        Assert.True((await system.Mailboxes.GetPinAsync(other, bobby.Address, Token))!.IsConfirmed);
    }

    [Fact]
    public async Task An_older_certificate_is_noticed_and_the_message_is_sealed_to_the_newest_subkey()
    {
        var older = BobbyCertificate;
        await system.Accounts.RotateKeysAsync(bobby, TestSystem.Password.AsMemory(), "new".AsMemory(), "new".AsMemory(), Token);
        system.Clock.Advance(TimeSpan.FromSeconds(2));
        await system.SendAsync(alice, Letter("First", "bobby"));
        Show(older);
        var plan = await system.Mailboxes.PlanAsync(alice, Letter("Second", "bobby"), Token);
        var planned = Assert.Single(plan.Recipients);
        Assert.Equal((DeliveryRoute.Sealed, RouteReason.Downgraded, DowngradeCause.Directory), (planned.Route, planned.Reason, planned.Downgrade));
        Assert.Equal(BobbyCertificate.Contents.EncryptionKey(system.Clock.GetUtcNow())!.Fingerprint, planned.Certificate!.Contents.EncryptionKey(system.Clock.GetUtcNow())!.Fingerprint);
    }

    [Fact]
    public async Task A_revocation_that_was_seen_is_never_forgotten()
    {
        await system.SendAsync(alice, Letter("First", "bobby"));
        var before = BobbyCertificate;
        Show(bobby.SecretKey.Revoke(RevocationReason.Compromised, "Stolen.", system.Clock));
        var revoked = (await system.Mailboxes.PlanAsync(alice, Letter("Second", "bobby"), Token)).Recipients[0];
        Assert.Equal((DeliveryRoute.Refused, RouteReason.UnusableCertificate, DowngradeCause.None), (revoked.Route, revoked.Reason, revoked.Downgrade));
        // A refused plan is never sent, so it must be remembered when it is seen.
        Show(before);
        var hidden = (await system.Mailboxes.PlanAsync(alice, Letter("Third", "bobby"), Token)).Recipients[0];
        Assert.Equal((DeliveryRoute.Refused, RouteReason.Downgraded, DowngradeCause.Directory), (hidden.Route, hidden.Reason, hidden.Downgrade));
    }

    [Fact]
    public async Task A_certificate_that_grows_is_learned()
    {
        await system.SendAsync(alice, Letter("First", "bobby"));
        await system.Accounts.RotateKeysAsync(bobby, TestSystem.Password.AsMemory(), "new".AsMemory(), "new".AsMemory(), Token);
        var plan = await system.Mailboxes.PlanAsync(alice, Letter("Second", "bobby"), Token);
        Assert.Equal((DeliveryRoute.Sealed, RouteReason.HasCertificate), (plan.Recipients[0].Route, plan.Recipients[0].Reason));
        await system.Mailboxes.SendAsync(alice, plan, Token);
        await using var other = await system.LoginAsync("alice");
        await system.Mailboxes.SendAsync(other, Letter("Third", "bobby"), Token);
    }

    [Fact]
    public async Task An_owner_who_takes_something_back_is_named_and_asked_about_until_the_key_is_looked_at()
    {
        await system.SendAsync(alice, Letter("First", "bobby"));
        system.Clock.Advance(TimeSpan.FromSeconds(2));
        Show(Sign(BobbyCertificate, bobby.SecretKey, SignatureType.PositiveCertification, writer =>
        {
            writer.Add(SubpacketType.KeyFlags, [(byte)(KeyFlags.Certify | KeyFlags.Sign)]);
            writer.Add(SubpacketType.Features, [(byte)Features.SeipdV1]);
        }));
        foreach (var text in new[] { "Second", "Third" })
        {
            var plan = await system.Mailboxes.PlanAsync(alice, Letter(text, "bobby"), Token);
            Assert.Equal((DeliveryRoute.Sealed, RouteReason.Downgraded, DowngradeCause.Owner), (plan.Recipients[0].Route, plan.Recipients[0].Reason, plan.Recipients[0].Downgrade));
            await system.Mailboxes.SendAsync(alice, plan, Token);
        }

        await system.Mailboxes.ConfirmPinAsync(alice, bobby.Address, bobby.Fingerprint, Token);
        Assert.Equal(RouteReason.HasCertificate, (await system.Mailboxes.PlanAsync(alice, Letter("Fourth", "bobby"), Token)).Recipients[0].Reason);
    }

    [Fact]
    public async Task A_new_key_that_the_old_one_certified_is_gone_on_with()
    {
        await system.SendAsync(alice, Letter("First", "bobby"));
        using var next = Impersonate(bobby);
        Show(BobbyCertificate, Sign(next.Certificate, mallory.SecretKey, SignatureType.GenericCertification));
        Assert.Equal(RouteReason.KeyChanged, (await system.Mailboxes.PlanAsync(alice, Letter("Second", "bobby"), Token)).Recipients[0].Reason);
        Show(BobbyCertificate, Sign(next.Certificate, bobby.SecretKey, SignatureType.GenericCertification));
        await system.SendAsync(alice, Letter("Second", "bobby"));
        Assert.Equal(next.Certificate.Fingerprint, (await system.Mailboxes.GetPinAsync(alice, bobby.Address, Token))!.Fingerprint);
    }

    [Fact]
    public async Task A_certificate_that_somebody_has_blown_up_does_not_push_out_what_is_known()
    {
        await system.SendAsync(alice, Letter("First", "bobby"));
        using var padded = new ByteWriter();
        padded.Bytes(BobbyCertificate.ToBytes());
        for (var i = 0; i < 20; i++)
            Packet.Write(padded, PacketType.UserId, [.. Enumerable.Repeat((byte)('a' + i), 1000)]);
        Show(Certificate.Read(padded.Written));
        Assert.Equal(DeliveryRoute.Sealed, (await system.Mailboxes.PlanAsync(alice, Letter("Second", "bobby"), Token)).Recipients[0].Route);
        await using var other = await system.LoginAsync("alice");
        var pin = await new PinStore(Context()).FindAsync(other, bobby.Address, Token);
        Assert.Equal(BobbyCertificate.ToBytes(), pin!.Certificate);
    }

    [Fact]
    public async Task Another_key_for_the_own_address_is_noticed_when_one_writes_to_oneself()
    {
        Show(await ImpostorAsync(alice), alice.Address);
        Assert.Equal(SMailError.OwnKeyReplaced, await Assertions.ErrorOfAsync(() => system.Mailboxes.PlanAsync(alice, Letter("Note", "alice"), Token)));
    }

    [Fact]
    public async Task Outside_an_address_that_was_sealed_to_needs_consent_whatever_the_policy_says()
    {
        system.Options.Mailbox.OpenMail = OpenMailPolicy.AllowOpen;
        Assert.False((await system.Mailboxes.PlanAsync(alice, Letter("Hello", "ann@outside.example"), Token)).NeedsConsent);
        var ann = MailAddress.Parse("ann@outside.example");
        await new PinStore(Context()).SetAsync(alice, ann, _ => Pin.Of(BobbyCertificate, system.Clock.GetUtcNow()), Token);
        var plan = await system.Mailboxes.PlanAsync(alice, Letter("Hello", "ann@outside.example"), Token);
        Assert.Equal((DeliveryRoute.Open, RouteReason.WasSealed, true), (plan.Recipients[0].Route, plan.Recipients[0].Reason, plan.NeedsConsent));
        Assert.Equal(SMailError.ConsentRequired, await Assertions.ErrorOfAsync(() => system.Mailboxes.SendAsync(alice, plan, Token)));
        // A local one is never open, pinned or not, whatever the directory says.
        system.Door.Hooks.ChangeAnswers<Answer<DirectoryAnswer>>(answer => answer with { Value = new([.. answer.Value!.Entries.Select(entry => entry with { Certificates = [] })]) });
        Assert.Equal(RouteReason.NoSuchMailbox, (await system.Mailboxes.PlanAsync(alice, Letter("Hello", "bobby"), Token)).Recipients[0].Reason);
    }

    [Fact]
    public async Task Mail_is_opened_and_sent_where_pins_can_not_be_written()
    {
        await system.SendAsync(bobby, Letter("Hello"));
        system.Storage.Hooks.FailBefore(
            call => call.Arguments is [_, PartitionCommit commit] && commit.Writes.Any(write => write.Key.Kind == RowKind.Record), () => new StorageException(StorageError.Full, "No room."));
        Assert.Equal(MailVerdict.FirstSeen, await OpenAsync((await system.ListAsync(alice)).Single().Entry));
        await system.SendAsync(alice, Letter("Answer", "bobby"));
        system.Storage.Hooks.Clear();
        Assert.Null(await system.Mailboxes.GetPinAsync(alice, bobby.Address, Token));
    }

    private static ComposedMail Letter(string text, string to = "alice") => new() { To = [to], Subject = text, Text = text };

    private ClientContext Context() => new("test", [TestSystem.Domain], system.Door, system.Clock, system.Options.KeyProfile, system.Options.DeviceMemory) { DeviceTokens = new DeviceTokens() };

    private async Task<MailVerdict> OpenAsync(EntryId entry, MailSession? session = null)
    {
        using var opened = await system.OpenAsync(session ?? alice, entry);
        return opened.Verdict;
    }

    /// <summary>A key that says it is somebody's and is Mallory's.</summary>
    private SecretKey Impersonate(MailSession whom) =>
        Pgp.GenerateKey(new KeyGenerationOptions { UserIds = [$"<{whom.Address.Canonical}>"], Clock = system.Clock });

    private Task<Certificate> ImpostorAsync(MailSession whom)
    {
        using var key = Impersonate(whom);
        return Task.FromResult(key.Certificate);
    }

    private void Show(params Certificate[] certificates) => Show(certificates, bobby.Address);

    private void Show(Certificate certificate, MailAddress address) => Show([certificate], address);

    private void Show(Certificate[] certificates, MailAddress address) => system.Door.Hooks.ChangeAnswers<Answer<DirectoryAnswer>>(answer => answer with
    {
        Value = new([.. answer.Value!.Entries.Select(entry => entry.Address == address ? entry with { Certificates = [.. certificates.Select(certificate => new CertificateBytes(certificate.ToBytes()))] } : entry)]),
    });

    /// <summary>The certificate with one more signature over its key and user id.</summary>
    private Certificate Sign(Certificate certificate, SecretKey signer, SignatureType type, Action<SignatureWriter>? say = null)
    {
        using var writer = new SignatureWriter(type, signer.SigningKey(system.Clock.GetUtcNow()), HashId.Sha256, system.Clock.GetUtcNow());
        say?.Invoke(writer);
        using var digest = writer.NewDigest();
        var (primary, user) = (certificate.Contents.Primary, certificate.Contents.Users[0]);
        digest.AppendKey(primary);
        digest.AppendUser(user);
        using var bytes = new ByteWriter();
        Packet.Write(bytes, PacketType.PublicKey, primary.Body);
        Packet.Write(bytes, PacketType.UserId, user.Raw.Span);
        bytes.Bytes(writer.Sign(digest));
        return Certificate.Read(bytes.Written).Merge(certificate);
    }

    /// <summary>Puts a body that another key signed in the place of an honest one.</summary>
    private async Task ForgeAsync(EntryId entry, SecretKey signer)
    {
        var forgery = await Forgery.WriteAsync("From: bobby@s-mail.test\r\nSubject: Hello\r\n\r\nText", Forgery.Honest(signer, alice.SecretKey.Certificate, system.Clock));
        system.Storage.ChangeEntries(stored => stored.Id == entry ? forgery.PutInto(stored) : stored);
    }
}
