using SMail.OpenPgp;
using SMail.Sdk.Accounts;
using SMail.Sdk.Mailboxes;
using SMail.Sdk.Messages;

namespace SMail.Sdk.Tests.Accounts;

/// <summary>Accounts with keys of version 4 and of version 6, which live in one system.</summary>
public sealed class KeyProfileTests
{
    [Fact]
    public async Task Accounts_of_both_profiles_read_each_others_mail()
    {
        await using var system = await TestSystem.StartAsync();
        await using var alice = await system.JoinAsync("alice");
        system.Options.KeyProfile = OpenPgpProfile.Rfc9580;
        var client = new SMailClient(system.Door, system.Options);
        await client.Accounts.RegisterAsync("bobby", TestSystem.Password.AsMemory(), TestSystem.Password.AsMemory(), TestContext.Current.CancellationToken);
        await using var bobby = await system.LoginAsync("bobby");
        Assert.Equal((4, 6), (alice.Fingerprint.KeyVersion, bobby.Fingerprint.KeyVersion));

        foreach (var (from, to) in new[] { (alice, bobby), (bobby, alice) })
        {
            await system.SendAsync(from, new ComposedMail { To = [to.Address.Canonical], Bcc = [from.Address.Canonical], Subject = "Hello", Attachments = [new MailAttachment("a.bin", new byte[200_000])] });
            var item = Assert.Single(await system.ListAsync(to), item => item.Summary!.From.Single().Contains(from.Address.Canonical, StringComparison.Ordinal) && item.Summary.To.Count > 0);
            using var opened = await system.OpenAsync(to, item.Entry);
            Assert.True(opened.Verdict.IsGood(), $"{opened.Verdict}");
            Assert.Equal(new byte[200_000], Assert.Single(opened.Attachments).Content.ToArray());
            Assert.Contains(await system.ListAsync(from), copy => copy.Verdict == MailVerdict.Verified);
        }
    }
}
