using Microsoft.Extensions.DependencyInjection;
using SMail.Sdk;
using SMail.Sdk.Accounts;
using SMail.Sdk.Mailboxes;
using SMail.Sdk.Server;

namespace SMail.MailNode;

/// <summary>What an operator tries a new node with. A real application talks to <see cref="IAccountService"/> and <see cref="IMailboxService"/> itself.</summary>
internal static class Commands
{
    public const string Usage = "Usage: mailnode | mailnode register NAME | mailnode list NAME | mailnode send NAME ADDRESS SUBJECT (the text from standard input)";

    public static async Task<int> RunAsync(string[] arguments, IServiceProvider services, CancellationToken cancellationToken)
    {
        switch (arguments)
        {
            case ["register", var name]:
                var (password, confirmation) = (ReadPassword("Password: "), ReadPassword("Again: "));
                await services.GetRequiredService<IAccountService>().RegisterAsync(name, password.AsMemory(), confirmation.AsMemory(), cancellationToken);
                Console.WriteLine($"'{name}' has a mailbox.");
                return 0;
            case ["list", var name]:
                await ListAsync(name, services, cancellationToken);
                return 0;
            case ["send", var name, var address, var subject]:
                await SendAsync(name, address, subject, services, cancellationToken);
                return 0;
            default:
                await Console.Error.WriteLineAsync(Usage);
                return 2;
        }
    }

    private static async Task ListAsync(string name, IServiceProvider services, CancellationToken cancellationToken)
    {
        await using var session = await LoginAsync(name, services, cancellationToken);
        await foreach (var item in services.GetRequiredService<IMailboxService>().ListAsync(session, MailFolder.Inbox, cancellationToken))
            Console.WriteLine($"{item.Received:yyyy-MM-dd HH:mm}  {item.Verdict,-12}  {string.Join(", ", item.Summary?.From ?? [])}  {item.Summary?.Subject}");
    }

    private static async Task SendAsync(string name, string address, string subject, IServiceProvider services, CancellationToken cancellationToken)
    {
        await using var session = await LoginAsync(name, services, cancellationToken);
        var mailboxes = services.GetRequiredService<IMailboxService>();
        var plan = await mailboxes.PlanAsync(session, new ComposedMail { To = [address], Subject = subject, Text = await Console.In.ReadToEndAsync(cancellationToken) }, cancellationToken);
        foreach (var recipient in plan.Recipients)
            Console.WriteLine($"{recipient.Address}: {recipient.Route} ({recipient.Reason})");
        var receipt = await mailboxes.SendAsync(session, plan.AllowOpen(), cancellationToken);
        foreach (var state in receipt.Recipients)
            Console.WriteLine($"{state.Recipient}: {state.Status} {state.Reason}");
    }

    private static async Task<MailSession> LoginAsync(string name, IServiceProvider services, CancellationToken cancellationToken) =>
        await services.GetRequiredService<IAccountService>().LoginAsync(name, ReadPassword("Password: ").AsMemory(), cancellationToken);

    // A sample: from a pipe as a line, from a keyboard without an echo.
    private static char[] ReadPassword(string prompt)
    {
        if (Console.IsInputRedirected)
            return (Console.ReadLine() ?? "").ToCharArray();
        Console.Write(prompt);
        var typed = new List<char>();
        for (var key = Console.ReadKey(intercept: true); key.Key != ConsoleKey.Enter; key = Console.ReadKey(intercept: true))
        {
            if (key.Key == ConsoleKey.Backspace && typed.Count > 0)
                typed.RemoveAt(typed.Count - 1);
            else if (!char.IsControl(key.KeyChar))
                typed.Add(key.KeyChar);
        }

        Console.WriteLine();
        return [.. typed];
    }
}
