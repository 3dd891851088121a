using SMail.Sdk.Mailboxes;

namespace SMail.CrashTests;

/// <summary>The process that is killed: sends, and now and then deletes, and says so only after the SDK has said so.</summary>
internal static class Child
{
    public static async Task SendUntilKilledAsync(string folder, string run)
    {
        await using var system = await World.StartAsync(folder);
        await using var alice = await World.LogInAsync(system, "alice");
        await using var output = Console.OpenStandardOutput();
        Say("ready");
        for (var i = 0; ; i++)
        {
            var subject = $"run {run} letter {i}";
            var receipt = await system.Mailboxes.SendAsync(alice, new RawMail(Letter.Write(subject)) { To = ["bobby"] });
            Say($"sent {subject}");
            if (i % 5 != 4)
                continue;
            Say($"deleting {subject}");
            await system.Mailboxes.DeleteAsync(alice, receipt.SentEntry);
            Say($"deleted {subject}");
        }

        // Unbuffered: what was said must be out before the process can be killed for it.
        void Say(string line) => output.Write(System.Text.Encoding.UTF8.GetBytes(line + "\n"));
    }
}
