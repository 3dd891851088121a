using System.Diagnostics;

namespace SMail.CrashTests;

/// <summary>This program again, as a process that says what it has done, and is killed with SIGKILL.</summary>
internal static class Victim
{
    /// <param name="arguments">What it is to do.</param>
    /// <param name="linesBefore">After how many lines the time begins to run.</param>
    /// <param name="after">The time it still has.</param>
    /// <param name="take">Gets every line it said.</param>
    public static async Task KillAsync(string[] arguments, int linesBefore, TimeSpan after, Action<string> take)
    {
        using var child = Process.Start(Killer.Self(arguments))!;
        var isFarEnough = new TaskCompletionSource();
        var reading = Task.Run(async () =>
        {
            for (var lines = 0; await child.StandardOutput.ReadLineAsync() is { } line;)
            {
                take(line);
                if (++lines == linesBefore)
                    isFarEnough.TrySetResult();
            }
        });
        await Task.WhenAny(isFarEnough.Task, reading);
        await Task.Delay(after);
        child.Kill();
        await child.WaitForExitAsync();
        await reading;
        if (child.ExitCode == 0 || !isFarEnough.Task.IsCompleted)
            throw new InvalidOperationException("The child ended by itself.");
    }
}
