using System.Diagnostics;

namespace SMail.OpenPgp.Tests.Support;

/// <summary>GnuPG as a peer, with a home of its own.</summary>
internal sealed class Gpg : IDisposable
{
    private readonly string home = Directory.CreateTempSubdirectory("g").FullName;

    internal static Gpg Require()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/gpg"), "GnuPG is not installed on this machine.");
        return new Gpg();
    }

    internal string Put(string name, ReadOnlySpan<byte> bytes)
    {
        var path = Path.Combine(home, name);
        File.WriteAllBytes(path, bytes);
        return path;
    }

    internal string PathOf(string name) => Path.Combine(home, name);

    /// <summary>Runs it; answers standard output, or throws with what it said.</summary>
    internal async Task<byte[]> RunAsync(params string[] arguments)
    {
        var (code, output, error) = await TryRunAsync(arguments);
        return code == 0 ? output : throw new InvalidOperationException($"gpg {string.Join(' ', arguments)}: {code}\n{error}");
    }

    internal async Task<(int Code, byte[] Output, string Error)> TryRunAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo("/usr/bin/gpg")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        foreach (var argument in (string[])["--homedir", home, "--batch", "--no-tty", "--trust-model", "always", "--pinentry-mode", "loopback", "--passphrase", "", .. arguments])
            start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var token = TestContext.Current.CancellationToken;
        using var output = new MemoryStream();
        var error = process.StandardError.ReadToEndAsync(token);
        await process.StandardOutput.BaseStream.CopyToAsync(output, token);
        await process.WaitForExitAsync(token);
        return (process.ExitCode, output.ToArray(), await error);
    }

    public void Dispose()
    {
        using var kill = Process.Start(new ProcessStartInfo("/usr/bin/gpgconf") { ArgumentList = { "--homedir", home, "--kill", "all" } });
        kill?.WaitForExit();
        Directory.Delete(home, recursive: true);
    }
}
