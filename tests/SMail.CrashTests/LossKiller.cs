using System.Globalization;
using SMail.Sdk;
using SMail.Sdk.Accounts;
using SMail.Sdk.Mailboxes;
using SMail.Sdk.Server;

namespace SMail.CrashTests;

/// <summary>Kills a process that sets new passwords without the old ones. After each kill the account is as before or as after, and the same call again finishes it.</summary>
internal static class LossKiller
{
    public const string ByToken = "dora";
    public const string ByPhrase = "erin";
    private const string Subject = "from before all losses";

    public static MailAddress AddressOf(string name) => MailAddress.Parse($"{name}@s-mail.test");

    public static Task<MailSession> SetAsync(SMailSystem system, string name, string secret, int number)
    {
        var password = PasswordKiller.PasswordOf(number);
        return name == ByToken
            ? system.Accounts.RedeemResetAsync(name, new ResetToken(secret), password, password)
            : system.Accounts.RecoverAsync(name, secret.AsMemory(), password, password);
    }

    public static async Task<(int Changes, List<string> Faults)> RunAsync(string folder, string name, int kills, Random random)
    {
        await using (var system = await World.StartAsync(folder))
        {
            await system.Accounts.RegisterAsync(name, PasswordKiller.PasswordOf(0), PasswordKiller.PasswordOf(0));
            await using var session = await system.Accounts.LoginAsync(name, PasswordKiller.PasswordOf(0));
            await system.Mailboxes.SendAsync(session, new RawMail(Letter.Write(Subject)) { To = [name] });
        }

        var (good, faults) = (0, new List<string>());
        for (var run = 0; run < kills && faults.Count == 0; run++)
        {
            var (said, secret) = (good, (string?)null);
            await Victim.KillAsync(["--child-loss", folder, name, good.ToString(CultureInfo.InvariantCulture)], 1 + random.Next(5), TimeSpan.FromMilliseconds(random.Next(1, 250)), line =>
            {
                if (line.StartsWith("secret ", StringComparison.Ordinal))
                    secret = line[7..];
                else if (line.StartsWith("set ", StringComparison.Ordinal))
                    (said, secret) = (int.Parse(line.AsSpan(4), CultureInfo.InvariantCulture), null);
            });
            good = await InspectAsync(folder, name, said, secret, faults);
        }

        return (good, faults);
    }

    /// <summary>The number of the password that is good in the end.</summary>
    private static async Task<int> InspectAsync(string folder, string name, int said, string? secret, List<string> faults)
    {
        await using var system = await World.StartAsync(folder);
        var open = await ListGoodAsync(system, name, said, faults);
        // A token ends the old password, so there may be a time with none.
        var isAsBefore = name == ByToken && (secret is not null || open.Count == 0) ? open.Count == 0 : open is [var old] && old == said;
        var isAsAfter = secret is not null && open is [var next] && next == said + 1;
        if (!isAsBefore && !isAsAfter)
            faults.Add($"{name}: password {said} was acknowledged, and these are good: {string.Join(", ", open)}");
        if (open.Count == 0)
            secret ??= (await system.Server.Administration.IssueResetAsync(AddressOf(name))).Value; // it was killed before it could say its token
        if (secret is null)
            return said;

        await using (await SetAsync(system, name, secret, said + 1)) { }
        if (await ListGoodAsync(system, name, said, faults) is var after && !after.SequenceEqual([said + 1]))
            faults.Add($"{name}: the same call again set password {said + 1}, and these are good: {string.Join(", ", after)}");
        return said + 1;
    }

    private static async Task<List<int>> ListGoodAsync(SMailSystem system, string name, int said, List<string> faults)
    {
        var good = new List<int>();
        for (var number = Math.Max(0, said - 1); number <= said + 2; number++)
        {
            if (await IsGoodAsync(system, name, number, faults))
                good.Add(number);
        }

        return good;
    }

    private static async Task<bool> IsGoodAsync(SMailSystem system, string name, int number, List<string> faults)
    {
        try
        {
            await using var session = await system.Accounts.LoginAsync(name, PasswordKiller.PasswordOf(number));
            if (name == ByToken && number > 0)
                await system.Accounts.UnlockLegacyAsync(session, PasswordKiller.PasswordOf(0));
            var isThere = false;
            await foreach (var item in system.Mailboxes.ListAsync(session, MailFolder.Inbox))
                isThere |= item.Summary?.Subject == Subject;
            if (!isThere)
                faults.Add($"{name}: password {number} does not open the mail from before");
            return true;
        }
        catch (SMailException e) when (e.Code == SMailError.LoginFailed)
        {
            return false;
        }
    }
}
