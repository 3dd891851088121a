using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace SMail.Sdk.Storage.Sqlite.Tests.RealFaults;

/// <summary>Runs the fact that asks once more, in a process that may mount disks of its own, or that permissions bind.</summary>
internal static class Sandbox
{
    private const string Variable = "SMAIL_TESTS_SANDBOX";
    private const string Nobody = "65534";

    /// <summary>In a mount namespace of its own: what is mounted there is seen by nobody else and gone with the process.</summary>
    /// <returns>Whether it ran elsewhere, and passed; false in that process itself, which is to go on.</returns>
    public static Task<bool> RunWithMountsAsync([CallerMemberName] string fact = "") => RunAsync(fact, "unshare", "--map-root-user", "--mount", "--");

    /// <summary>As a user whom permissions bind; root is not.</summary>
    /// <returns>Whether it ran elsewhere, and passed; false in a process that has such a user.</returns>
    public static async Task<bool> RunUnprivilegedAsync([CallerMemberName] string fact = "") => Environment.IsPrivilegedProcess
        && await RunAsync(fact, "setpriv", $"--reuid={Nobody}", $"--regid={Nobody}", "--clear-groups", "--");

    /// <summary>Runs a program.</summary>
    /// <returns>What it wrote, or null where it failed or is not there.</returns>
    public static async Task<string?> TryRunAsync(string program, params string[] arguments)
    {
        var (code, output) = await StartAsync(program, arguments);
        return code == 0 ? output : null;
    }

    private static async Task<bool> RunAsync(string fact, string wrapper, params string[] arguments)
    {
        if (Environment.GetEnvironmentVariable(Variable) == fact)
            return false;
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Needs Linux.");
        Assert.SkipWhen(await TryRunAsync(wrapper, [.. arguments, "true"]) is null, $"'{wrapper} {string.Join(' ', arguments)}' is not allowed here.");
        string[] self = Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? ["dotnet", typeof(Sandbox).Assembly.Location] : [Environment.ProcessPath!];
        string[] test = ["--filter-method", $"{typeof(RealFaultTests).FullName}.{fact}", "--progress", "off", "--no-ansi"];
        var (code, output) = await StartAsync(wrapper, [.. arguments, "env", $"{Variable}={fact}", .. self, .. test]);
        Assert.True(code == 0 && output.Contains("succeeded: 1", StringComparison.Ordinal), output);
        return true;
    }

    private static async Task<(int Code, string Output)> StartAsync(string program, string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = Path.GetTempPath() };
        // What runs this process must not think that it runs the other, too.
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("TESTINGPLATFORM", StringComparison.OrdinalIgnoreCase)).ToList())
            start.Environment.Remove(name);
        try
        {
            using var process = Process.Start(start)!;
            var output = process.StandardOutput.ReadToEndAsync(Seeds.Token);
            var errors = process.StandardError.ReadToEndAsync(Seeds.Token);
            await process.WaitForExitAsync(Seeds.Token);
            return (process.ExitCode, await output + await errors);
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            return (-1, e.Message);
        }
    }
}
