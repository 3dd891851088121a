using System.Diagnostics;

namespace SMail.Benchmarks.Peers;

/// <summary>Other processes: found, run, timed.</summary>
internal static class Tool
{
    /// <summary>Where a command lies, or null.</summary>
    public static string? Find(string name) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);

    /// <summary>This program with other arguments.</summary>
    public static ProcessStartInfo Self(IEnumerable<string> arguments, params ReadOnlySpan<(string Name, string Value)> environment)
    {
        var host = Environment.ProcessPath!;
        var isBare = Path.GetFileNameWithoutExtension(host) == "dotnet";
        var start = new ProcessStartInfo(host, isBare ? arguments.Prepend(typeof(Tool).Assembly.Location) : arguments);
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        return start;
    }

    /// <summary>One line of the shell, which becomes the program: no process lies between.</summary>
    public static ProcessStartInfo Shell(string command, string folder) => new("/bin/sh", ["-c", $"exec {command}"]) { WorkingDirectory = folder };

    /// <summary>What a program writes.</summary>
    public static string Read(ProcessStartInfo start)
    {
        start.RedirectStandardOutput = true;
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"'{Line(start)}' ended with {process.ExitCode}.");
    }

    /// <summary>Milliseconds from before the start of a process until it is known to have ended well.</summary>
    public static double Time(ProcessStartInfo start)
    {
        (start.RedirectStandardError, start.RedirectStandardInput) = (true, true);
        var from = Stopwatch.GetTimestamp();
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        var time = Stopwatch.GetElapsedTime(from).TotalMilliseconds;
        return process.ExitCode == 0 ? time : throw new InvalidOperationException($"'{Line(start)}' ended with {process.ExitCode}: {error}");
    }

    private static string Line(ProcessStartInfo start) => $"{start.FileName} {string.Join(' ', start.ArgumentList)}";
}
