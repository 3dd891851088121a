using System.Diagnostics;
using System.Globalization;

namespace SMail.CrashTests;

/// <summary>What the killed processes had acknowledged.</summary>
internal sealed record Ledger(HashSet<string> Sent, HashSet<string> Deleting, HashSet<string> Deleted);

/// <summary>Starts the child and kills it with SIGKILL at a random moment, as often as asked.</summary>
internal static class Killer
{
    public static async Task<Ledger> RunAsync(string folder, int kills, Random random)
    {
        await using (var system = await World.StartAsync(folder))
        {
            foreach (var name in new[] { "alice", "bobby" })
                await Sdk.Accounts.AccountServiceExtensions.RegisterAsync(system.Accounts, name, World.Password, World.Password);
        }

        var ledger = new Ledger([], [], []);
        for (var run = 0; run < kills; run++)
        {
            // One in eight dies while it starts, the others in the middle of their work.
            var whileStarting = random.Next(8) == 0;
            // The moment is counted in what was acknowledged, so that a busy machine comes as far as an idle one.
            await KillOneAsync(folder, run, ledger, whileStarting ? -1 : random.Next(12), TimeSpan.FromMilliseconds(random.Next(1, whileStarting ? 600 : 100)));
            if ((run + 1) % 20 == 0)
                Console.WriteLine($"  {run + 1} kills, {ledger.Sent.Count} messages acknowledged");
        }

        return ledger;
    }

    /// <summary>This program again, with other arguments.</summary>
    public static ProcessStartInfo Self(params string[] arguments)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true };
        if (Path.GetFileNameWithoutExtension(start.FileName) == "dotnet")
            start.ArgumentList.Add(typeof(Killer).Assembly.Location);
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        return start;
    }

    private static async Task KillOneAsync(string folder, int run, Ledger ledger, int lettersBefore, TimeSpan after)
    {
        using var child = Process.Start(Self("--child", folder, run.ToString(CultureInfo.InvariantCulture)))!;
        var isFarEnough = new TaskCompletionSource();
        var reading = ReadAsync(child.StandardOutput, ledger, lettersBefore, isFarEnough);
        if (lettersBefore >= 0)
            await Task.WhenAny(isFarEnough.Task, reading);
        await Task.Delay(after);
        child.Kill();
        await child.WaitForExitAsync();
        await reading;
        if (child.ExitCode == 0 || (lettersBefore >= 0 && !isFarEnough.Task.IsCompleted))
            throw new InvalidOperationException("The child ended by itself.");
    }

    // A line without its end was cut by the kill: it was not acknowledged.
    private static async Task ReadAsync(StreamReader output, Ledger ledger, int lettersBefore, TaskCompletionSource isFarEnough)
    {
        var (rest, letters) = ("", 0);
        var buffer = new char[4096];
        while (await output.ReadAsync(buffer) is var count and > 0)
        {
            var lines = (rest + new string(buffer, 0, count)).Split('\n');
            rest = lines[^1];
            foreach (var line in lines[..^1])
            {
                Take(ledger, line);
                letters += line.StartsWith("sent ", StringComparison.Ordinal) ? 1 : 0;
            }

            if (lines.Length > 1 && letters >= lettersBefore)
                isFarEnough.TrySetResult();
        }
    }

    private static void Take(Ledger ledger, string line)
    {
        if (line.StartsWith("sent ", StringComparison.Ordinal))
            ledger.Sent.Add(line[5..]);
        else if (line.StartsWith("deleting ", StringComparison.Ordinal))
            ledger.Deleting.Add(line[9..]);
        else if (line.StartsWith("deleted ", StringComparison.Ordinal))
            ledger.Deleted.Add(line[8..]);
    }
}
