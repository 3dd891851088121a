using System.Text;
using SMail.Sdk.Mailboxes;

namespace SMail.Sdk.Tests.Mailboxes;

/// <summary>What leaves in the open, by whose choice, and what outsiders see of it.</summary>
public sealed class OpenMailChoiceTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(OpenMailPolicy.AllowOpen, null, OpenMailPolicy.AllowOpen)]
    [InlineData(OpenMailPolicy.AllowOpen, OpenMailPolicy.AskBeforeOpen, OpenMailPolicy.AskBeforeOpen)]
    [InlineData(OpenMailPolicy.AllowOpen, OpenMailPolicy.RefuseOpen, OpenMailPolicy.RefuseOpen)]
    [InlineData(OpenMailPolicy.AskBeforeOpen, OpenMailPolicy.AllowOpen, OpenMailPolicy.AskBeforeOpen)]
    [InlineData(OpenMailPolicy.RefuseOpen, OpenMailPolicy.AllowOpen, OpenMailPolicy.RefuseOpen)]
    public async Task The_stricter_of_account_and_deployment_counts(OpenMailPolicy deployment, OpenMailPolicy? own, OpenMailPolicy expected)
    {
        await using var system = await TestSystem.StartAsync(options => options.Mailbox.OpenMail = deployment);
        using (var alice = await system.JoinAsync("alice"))
            if (own is { } policy)
                await system.Mailboxes.SetOpenMailPolicyAsync(alice, policy, Token);
        // On every device.
        using var again = await system.LoginAsync("alice");
        Assert.Equal(expected, await system.Mailboxes.GetOpenMailPolicyAsync(again, Token));
        var plan = await system.Mailboxes.PlanAsync(again, new ComposedMail { To = ["eve@outside.example"] }, Token);
        var recipient = Assert.Single(plan.Recipients);
        Assert.Equal(expected == OpenMailPolicy.RefuseOpen ? (DeliveryRoute.Refused, RouteReason.PolicyRefusesOpen) : (DeliveryRoute.Open, RouteReason.OutsideWithoutKey), (recipient.Route, recipient.Reason));
        Assert.Equal(expected == OpenMailPolicy.AskBeforeOpen, plan.NeedsConsent);
    }

    [Fact]
    public async Task A_preview_shows_what_outsiders_will_see()
    {
        await using var system = await TestSystem.StartAsync();
        using var alice = await system.JoinAsync("alice");
        var plan = await system.Mailboxes.PlanAsync(alice, new ComposedMail { To = ["alice", "eve@outside.example"], Bcc = ["secret@outside.example"], Subject = "Plans", Text = "All of this" }, Token);
        using var preview = await system.Mailboxes.PreviewOpenAsync(alice, plan, Token);
        Assert.Equal(["eve@outside.example", "secret@outside.example"], preview.Recipients.Select(address => address.ToString()));
        Assert.Equal("Plans", preview.Summary.Subject);
        var text = await new StreamReader(preview.Content, Encoding.UTF8).ReadToEndAsync(Token);
        Assert.Contains("All of this", text, StringComparison.Ordinal);
        Assert.DoesNotContain("secret@outside.example", text, StringComparison.Ordinal);
        await system.Mailboxes.SendAsync(alice, plan.AllowOpen(), Token);
        var sent = await File.ReadAllTextAsync(Directory.GetFiles(Path.Combine(system.Pickup, "new"))[0], Token);
        Assert.Equal(WithoutItsOwn(text), WithoutItsOwn(sent));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Plus_addresses_go_to_the_name_before_the_plus(bool isOn)
    {
        await using var system = await TestSystem.StartAsync(options => options.Server.PlusAddresses = isOn);
        using var alice = await system.JoinAsync("alice");
        var plan = await system.Mailboxes.PlanAsync(alice, new ComposedMail { To = ["alice+shop@s-mail.test"], Text = "Hello" }, Token);
        var recipient = Assert.Single(plan.Recipients);
        Assert.Equal(isOn ? (DeliveryRoute.Sealed, RouteReason.HasCertificate) : (DeliveryRoute.Refused, RouteReason.NoSuchMailbox), (recipient.Route, recipient.Reason));
        if (!isOn)
            return;
        Assert.Equal(alice.Address, recipient.AliasOf);
        await system.Mailboxes.SendAsync(alice, plan, Token);
        Assert.Single(await system.ListAsync(alice));
    }

    // The Date, and what is drawn at random.
    private static string WithoutItsOwn(string mime) =>
        string.Join('\n', mime.Split('\n').Where(line => !line.StartsWith("Date:", StringComparison.Ordinal) && !line.StartsWith("Message-Id:", StringComparison.OrdinalIgnoreCase)));
}
