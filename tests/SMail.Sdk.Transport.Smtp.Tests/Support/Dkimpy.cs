using System.Diagnostics;

namespace SMail.Sdk.Transport.Smtp.Tests.Support;

/// <summary>The verifier of Debian's python3-dkim, as a library, because its command looks keys up in the real name system.</summary>
public static class Dkimpy
{
    /// <summary>"True", "False" or an error.</summary>
    public static async Task<string> VerifyAsync(byte[] signed, string record)
    {
        const string program = "import sys, dkim; print(dkim.verify(sys.stdin.buffer.read(), dnsfunc=lambda name, timeout=5: sys.argv[1].encode() if name == b'sel._domainkey.s-mail.test.' else b''))";
        var start = new ProcessStartInfo("/usr/bin/python3", ["-c", program, record]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.StandardInput.BaseStream.WriteAsync(signed, TestContext.Current.CancellationToken);
        process.StandardInput.Close();
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        return output.Length > 0 ? output.Trim() : await error;
    }
}
