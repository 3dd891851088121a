using System.Globalization;
using SMail.Sdk;
using SMail.Sdk.Accounts;
using SMail.Sdk.Mailboxes;
using SMail.Sdk.Server;

namespace SMail.CrashTests;

/// <summary>Kills a process that changes its password, and asks after each kill which password is good: exactly one, and never an older one than was acknowledged.</summary>
internal static class PasswordKiller
{
    public const string Name = "carol";
    private const string Subject = "from before all changes";

    public static ReadOnlyMemory<char> PasswordOf(int number) => $"the password of number {number.ToString(CultureInfo.InvariantCulture)}".AsMemory();

    public static async Task<(int Changes, List<string> Faults)> RunAsync(string folder, int kills, Random random)
    {
        await using (var system = await World.StartAsync(folder))
        {
            await system.Accounts.RegisterAsync(Name, PasswordOf(0), PasswordOf(0));
            await using var carol = await system.Accounts.LoginAsync(Name, PasswordOf(0));
            await system.Mailboxes.SendAsync(carol, new RawMail(Letter.Write(Subject)) { To = [Name] });
        }

        var (good, faults) = (0, new List<string>());
        for (var run = 0; run < kills; run++)
        {
            var acknowledged = await KillOneAsync(folder, good, random.Next(3), TimeSpan.FromMilliseconds(random.Next(1, 200)));
            var open = new List<int>();
            await using (var system = await World.StartAsync(folder))
            {
                for (var number = Math.Max(0, acknowledged - 1); number <= acknowledged + 1; number++)
                {
                    if (await OpensAsync(system, number, faults))
                        open.Add(number);
                }
            }

            if (open.Count != 1 || open[0] < acknowledged)
                faults.Add($"after kill {run} password {acknowledged} was acknowledged, and these are good: {string.Join(", ", open)}");
            if (open.Count == 0)
                break;
            good = open[^1];
        }

        return (good, faults);
    }

    private static async Task<bool> OpensAsync(SMailSystem system, int number, List<string> faults)
    {
        try
        {
            await using var session = await system.Accounts.LoginAsync(Name, PasswordOf(number));
            var isThere = false;
            await foreach (var item in system.Mailboxes.ListAsync(session, MailFolder.Inbox))
                isThere |= item.Summary?.Subject == Subject;
            if (!isThere)
                faults.Add($"password {number} does not open the mail from before");
            return true;
        }
        catch (SMailException e) when (e.Code == SMailError.LoginFailed)
        {
            return false;
        }
    }

    /// <summary>The last number the child said it had changed to; the one it began with where it said none.</summary>
    private static async Task<int> KillOneAsync(string folder, int number, int changesBefore, TimeSpan after)
    {
        var said = number;
        await Victim.KillAsync(["--child-password", folder, number.ToString(CultureInfo.InvariantCulture)], 1 + changesBefore, after, line =>
        {
            if (line.StartsWith("changed ", StringComparison.Ordinal))
                said = int.Parse(line.AsSpan(8), CultureInfo.InvariantCulture);
        });
        return said;
    }
}
