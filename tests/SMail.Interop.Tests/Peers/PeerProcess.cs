using System.Diagnostics;

namespace SMail.Interop.Tests.Peers;

/// <summary>One run of a program.</summary>
internal sealed record PeerProcess(int ExitCode, byte[] Output, string Error)
{
    /// <summary>The full path of a program, or null.</summary>
    internal static string? Find(string program) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);

    /// <summary>Runs it to its end; throws unless it succeeds.</summary>
    internal static async Task<PeerProcess> RunAsync(string program, IEnumerable<string> arguments, byte[]? input = null)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var token = TestContext.Current.CancellationToken;
        using var output = new MemoryStream();
        var error = process.StandardError.ReadToEndAsync(token);
        var reading = process.StandardOutput.BaseStream.CopyToAsync(output, token);
        try
        {
            await process.StandardInput.BaseStream.WriteAsync(input ?? [], token);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It ended before it read everything; its exit code says why.
        }
        await reading;
        await process.WaitForExitAsync(token);
        var run = new PeerProcess(process.ExitCode, output.ToArray(), await error);
        return run.ExitCode == 0 ? run : throw new PeerException($"{program} {string.Join(' ', start.ArgumentList)}: {run.ExitCode}\n{run.Error}", run.Output);
    }
}
