using SMail.Sdk.Accounts;
using SMail.Sdk.Mailboxes;
using SMail.Sdk.Storage.InMemory;
using SMail.Sdk.Transport.Smtp.Tests.Support;

namespace SMail.Sdk.Transport.Smtp.Tests;

/// <summary>A mail system whose way out is SMTP.</summary>
public sealed class SystemTests
{
    [Fact]
    public async Task Mail_to_the_outside_leaves_over_SMTP()
    {
        var token = TestContext.Current.CancellationToken;
        await using var sink = new SmtpSink();
        var folder = Directory.CreateTempSubdirectory("smail-smtp-");
        try
        {
            await using var mail = await SMailSystem.StartAsync(options =>
            {
                options.UseRealm("test").UseDomain("s-mail.test").UseInMemoryStorage().UseSecretsFile(Path.Combine(folder.FullName, "secrets.json"), createIfMissing: true)
                    .UseSmtpTransport("mail.s-mail.test", smtp => smtp.Relay = new SmtpRelay { Host = "127.0.0.1", Port = sink.Port });
                options.Server.Kdf = KdfParameters.Constrained;
                options.KeyDerivation.MinimumProfile = KdfParameters.Constrained;
            }, token);
            var password = "quite a long password".AsMemory();
            await mail.Accounts.RegisterAsync("alice", password, confirmation: password, cancellationToken: token);
            await using var alice = await mail.Accounts.LoginAsync("alice", password, cancellationToken: token);
            var message = new ComposedMail { To = ["ann@out.test"], Cc = ["Åsa Ö <ann2@out.test>"], Bcc = ["secret@out.test"], Subject = "Tack så mycket", Text = "Det är så.\n.\n" };

            var plan = await mail.Mailboxes.PlanAsync(alice, message, token);
            await mail.Mailboxes.SendAsync(alice, plan.AllowOpen(), token);

            var mails = sink.Mails.ToList();
            Assert.Equal(3, mails.Sum(one => one.To.Count));
            Assert.Single(mails, one => one.To.Any(to => to.Contains("secret@", StringComparison.Ordinal)) && one.To.Count == 1);
            Assert.All(mails, one => Assert.StartsWith("MAIL FROM:<alice@s-mail.test>", one.From));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void Options_that_do_not_fit_are_refused()
    {
        Action<SmtpTransportOptions>[] wrongs =
        [
            options => options.HeloName = "",
            options => options.HeloName = "a b",
            options => options.Tls = (TlsPolicy)7,
            options => options.TlsRequiredDomains.Add("Out.test"),
            options => options.MaxServers = 0,
            options => options.MaxRecipients = 0,
            options => options.ConnectionsPerServer = 0,
            options => options.MxPort = 0,
            options => options.IdleTime = TimeSpan.Zero,
            options => options.FinalTime = TimeSpan.FromDays(1),
            options => options.Relay = new SmtpRelay(),
            options => options.Relay = new SmtpRelay { Host = "mail.test", Port = 70_000 },
        ];
        foreach (var wrong in wrongs)
        {
            var options = new SmtpTransportOptions { HeloName = "mail.s-mail.test" };
            wrong(options);
            Assert.Equal(SMailError.InvalidOptions, Assert.Throws<SMailException>(() => new SmtpTransport(options)).Code);
        }
    }
}
