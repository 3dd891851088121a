using SMail.Sdk.Mailboxes;
using SMail.Sdk.Server;

namespace SMail.Sdk.Tests.Mailboxes;

public sealed class PlanTests(People people) : IClassFixture<People>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_plan_names_each_recipient_with_route_and_reason()
    {
        var mail = new ComposedMail { To = ["bobby", "Ann <ann@outside.example>"], Cc = ["nobody-here"], Bcc = ["carol", "dan@outside.example"] };
        var plan = await people.System.Mailboxes.PlanAsync(people.Alice, mail, Token);
        Assert.Equal(
        [
            ("bobby@s-mail.test", RecipientKind.To, DeliveryRoute.Sealed, RouteReason.HasCertificate),
            ("ann@outside.example", RecipientKind.To, DeliveryRoute.Open, RouteReason.OutsideWithoutKey),
            ("nobody-here@s-mail.test", RecipientKind.Cc, DeliveryRoute.Refused, RouteReason.NoSuchMailbox),
            ("carol@s-mail.test", RecipientKind.Bcc, DeliveryRoute.Sealed, RouteReason.HasCertificate),
            ("dan@outside.example", RecipientKind.Bcc, DeliveryRoute.Open, RouteReason.OutsideWithoutKey),
        ], plan.Recipients.Select(r => (r.Address.Canonical, r.Kind, r.Route, r.Reason)));
        Assert.True(plan.NeedsConsent);
    }

    [Fact]
    public async Task Whoever_is_named_twice_is_planned_once_as_the_most_visible()
    {
        var mail = new ComposedMail { To = ["bobby", "BOBBY@S-Mail.TEST"], Cc = ["carol", "Bob <bobby@s-mail.test>"], Bcc = ["carol", "bobby", "alice"] };
        var plan = await people.System.Mailboxes.PlanAsync(people.Alice, mail, Token);
        Assert.Equal([("bobby@s-mail.test", RecipientKind.To), ("carol@s-mail.test", RecipientKind.Cc), ("alice@s-mail.test", RecipientKind.Bcc)],
            plan.Recipients.Select(r => (r.Address.Canonical, r.Kind)));
        Assert.False(plan.NeedsConsent);
    }

    [Fact]
    public async Task A_name_that_is_only_reserved_has_no_mailbox()
    {
        using var reservation = await people.System.Accounts.ReserveAsync("reserved-only", cancellationToken: Token);
        var plan = await people.System.Mailboxes.PlanAsync(people.Alice, new ComposedMail { To = ["reserved-only"] }, Token);
        Assert.Equal(RouteReason.NoSuchMailbox, Assert.Single(plan.Recipients).Reason);
    }

    [Fact]
    public async Task A_plan_is_used_once()
    {
        var plan = await people.System.Mailboxes.PlanAsync(people.Alice, new ComposedMail { To = ["bobby"] }, Token);
        await people.System.Mailboxes.SendAsync(people.Alice, plan, Token);
        Assert.Equal(SMailError.PlanInvalid, await Assertions.ErrorOfAsync(() => people.System.Mailboxes.SendAsync(people.Alice, plan, Token)));
    }

    [Fact]
    public async Task Of_many_attempts_to_use_a_plan_at_once_one_wins()
    {
        var plan = await people.System.Mailboxes.PlanAsync(people.Alice, new ComposedMail { To = ["carol"], Subject = "race" }, Token);
        var codes = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            try
            {
                await people.System.Mailboxes.SendAsync(people.Alice, plan, Token);
                return (SMailError?)null;
            }
            catch (SMailException e)
            {
                return e.Code;
            }
        }, Token)));
        Assert.Single(codes, code => code is null);
        Assert.Equal(7, codes.Count(code => code == SMailError.PlanInvalid));
        Assert.Single(await people.System.ListAsync(people.Carol), item => item.Summary!.Subject == "race");
    }

    [Fact]
    public async Task A_plan_expires_when_it_says_and_not_before()
    {
        var first = await people.System.Mailboxes.PlanAsync(people.Alice, new ComposedMail { To = ["bobby"] }, Token);
        var second = await people.System.Mailboxes.PlanAsync(people.Alice, new ComposedMail { To = ["bobby"] }, Token);
        Assert.Equal(people.System.Clock.GetUtcNow() + TimeSpan.FromMinutes(10), first.ExpiresAt);
        people.System.Clock.SetUtcNow(first.ExpiresAt - TimeSpan.FromTicks(1));
        await people.System.Mailboxes.SendAsync(people.Alice, first, Token);
        people.System.Clock.SetUtcNow(second.ExpiresAt);
        Assert.Equal(SMailError.PlanInvalid, await Assertions.ErrorOfAsync(() => people.System.Mailboxes.SendAsync(people.Alice, second, Token)));
    }

    [Fact]
    public async Task A_plan_of_somebody_else_is_refused()
    {
        var plan = await people.System.Mailboxes.PlanAsync(people.Alice, new ComposedMail { To = ["bobby"] }, Token);
        Assert.Equal(SMailError.PlanInvalid, await Assertions.ErrorOfAsync(() => people.System.Mailboxes.SendAsync(people.Carol, plan, Token)));
        Assert.Equal(SMailError.PlanInvalid, await Assertions.ErrorOfAsync(() => people.System.Mailboxes.SendAsync(people.Alice, (DeliveryPlan)null!, Token)));
    }

    [Fact]
    public async Task A_directory_that_answers_for_others_is_not_believed()
    {
        await using var system = await TestSystem.StartAsync();
        await using var alice = await system.JoinAsync("alice");
        await using var mallory = await system.JoinAsync("mallory");
        await using var bobby = await system.JoinAsync("bobby");
        var mail = new ComposedMail { To = ["bobby"] };
        // Mallory's certificate under Bobby's name: its user id gives it away.
        system.Door.Hooks.ChangeAnswers<Answer<DirectoryAnswer>>(answer => answer with
        {
            Value = new([answer.Value!.Entries[0] with { Certificates = [new CertificateBytes(mallory.SecretKey.Certificate.ToBytes())] }]),
        });
        var plan = await system.Mailboxes.PlanAsync(alice, mail, Token);
        Assert.Equal((DeliveryRoute.Refused, RouteReason.UnusableCertificate), (plan.Recipients[0].Route, plan.Recipients[0].Reason));
        Assert.Equal(SMailError.RecipientRefused, await Assertions.ErrorOfAsync(() => system.Mailboxes.SendAsync(alice, plan, Token)));

        system.Door.Hooks.ChangeAnswers<Answer<DirectoryAnswer>>(answer => answer with { Value = new([]) });
        Assert.Equal(SMailError.ServerUnavailable, await Assertions.ErrorOfAsync(() => system.Mailboxes.PlanAsync(alice, mail, Token)));
    }
}
