using System.Diagnostics;

namespace SMail.Sdk.Transport.Smtp.Tests.Inbound;

/// <summary>The Swiss army knife of SMTP, from Debian's package.</summary>
internal static class Swaks
{
    private const string Program = "/usr/bin/swaks";

    public static string? FindObstacle() => File.Exists(Program) ? null : "swaks is not installed.";

    public static async Task<(int Code, string Said)> RunAsync(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(Program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var error = process.StandardError.ReadToEndAsync();
        var said = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, said + await error);
    }
}
