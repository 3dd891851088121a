using System.Globalization;
using SMail.Sdk;
using SMail.Sdk.Accounts;

namespace SMail.CrashTests;

/// <summary>The process that is killed while it sets a new password without the old one, again and again: with a token, or with a recovery phrase.</summary>
internal static class LossChild
{
    public static async Task SetUntilKilledAsync(string folder, string name, string number)
    {
        await using var system = await World.StartAsync(folder);
        await using var output = Console.OpenStandardOutput();
        Say("ready");
        for (var current = int.Parse(number, CultureInfo.InvariantCulture); ; current++)
        {
            var secret = await (name == LossKiller.ByToken ? TokenAsync(system) : PhraseAsync(system, current));
            Say($"secret {secret}");
            await using (await LossKiller.SetAsync(system, name, secret, current + 1)) { }
            Say(string.Create(CultureInfo.InvariantCulture, $"set {current + 1}"));
        }

        // Unbuffered: what was said must be out before the process can be killed for it.
        void Say(string line) => output.Write(System.Text.Encoding.UTF8.GetBytes(line + "\n"));
    }

    private static async Task<string> TokenAsync(SMailSystem system) =>
        (await system.Server.Administration.IssueResetAsync(LossKiller.AddressOf(LossKiller.ByToken))).Value;

    private static async Task<string> PhraseAsync(SMailSystem system, int current)
    {
        var password = PasswordKiller.PasswordOf(current);
        await using var session = await system.Accounts.LoginAsync(LossKiller.ByPhrase, password);
        using var phrase = await system.Accounts.CreateRecoveryPhraseAsync(session, password);
        return phrase.Memory.ToString();
    }
}
