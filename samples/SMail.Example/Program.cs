using SMail.Sdk;
using SMail.Sdk.Accounts;
using SMail.Sdk.Mailboxes;
using SMail.Sdk.Server;
using SMail.Sdk.Storage.InMemory;

await using var mail = await SMailSystem.StartAsync(options => options
    .UseRealm("example").UseDomain("example.org").UseInMemoryStorage()
    .UseSecretsFile("secrets/server.json", createIfMissing: true));
var (alicesPassword, bobbysPassword) = ("correct horse battery".AsMemory(), "quite another password".AsMemory());
await mail.Accounts.RegisterAsync("alice", alicesPassword, confirmation: alicesPassword);
await mail.Accounts.RegisterAsync("bobby", bobbysPassword, confirmation: bobbysPassword);

await using var alice = await mail.Accounts.LoginAsync("alice", alicesPassword);
await mail.Mailboxes.SendAsync(alice, new ComposedMail { To = ["bobby"], Subject = "Hello", Text = "Only you can read this." });

await using var bobby = await mail.Accounts.LoginAsync("bobby", bobbysPassword);
await foreach (var item in mail.Mailboxes.ListAsync(bobby, MailFolder.Inbox))
{
    using var opened = await mail.Mailboxes.OpenAsync(bobby, item.Entry);
    Console.WriteLine($"{opened.Verdict}: {item.Summary?.Subject}: {opened.Text}");
}
