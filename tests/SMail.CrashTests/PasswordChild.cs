using System.Globalization;

namespace SMail.CrashTests;

/// <summary>The process that is killed while it changes the password: from one number to the next, and every third time with new keys too.</summary>
internal static class PasswordChild
{
    public static async Task ChangeUntilKilledAsync(string folder, string number)
    {
        await using var system = await World.StartAsync(folder);
        var current = int.Parse(number, CultureInfo.InvariantCulture);
        await using var session = await system.Accounts.LoginAsync(PasswordKiller.Name, PasswordKiller.PasswordOf(current));
        await using var output = Console.OpenStandardOutput();
        Say("ready");
        for (; ; current++)
        {
            var (from, to) = (PasswordKiller.PasswordOf(current), PasswordKiller.PasswordOf(current + 1));
            await (current % 3 == 2
                ? system.Accounts.RotateKeysAsync(session, from, to, to)
                : system.Accounts.ChangePasswordAsync(session, from, to, to));
            Say(string.Create(CultureInfo.InvariantCulture, $"changed {current + 1}"));
        }

        // Unbuffered: what was said must be out before the process can be killed for it.
        void Say(string line) => output.Write(System.Text.Encoding.UTF8.GetBytes(line + "\n"));
    }
}
