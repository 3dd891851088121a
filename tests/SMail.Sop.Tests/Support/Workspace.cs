using System.Diagnostics;
using System.Reflection;

namespace SMail.Sop.Tests.Support;

/// <summary>A folder of its own in which the console runs, as a process.</summary>
internal sealed class Workspace : IDisposable
{
    /// <summary>The built console, or what <c>SMAIL_SOP</c> names: the native one, for example.</summary>
    private static readonly string[] Command = System.Environment.GetEnvironmentVariable("SMAIL_SOP") is { Length: > 0 } program
        ? [program]
        : ["dotnet", "exec", typeof(Workspace).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "SMail.Sop").Value!];

    private readonly string folder = Directory.CreateTempSubdirectory("sop").FullName;

    /// <summary>With everybody's keys and certificates in it.</summary>
    internal Workspace()
    {
        foreach (var (name, bytes) in People.Files)
            Put(name, bytes);
    }

    internal Dictionary<string, string> Environment { get; } = [];

    internal string Put(string name, ReadOnlySpan<byte> bytes)
    {
        File.WriteAllBytes(Path.Combine(folder, name), bytes);
        return name;
    }

    internal string Put(string name, string text) => Put(name, Encoding.UTF8.GetBytes(text));

    internal byte[] Get(string name) => File.ReadAllBytes(Path.Combine(folder, name));

    internal string GetText(string name) => Encoding.UTF8.GetString(Get(name));

    internal bool Exists(string name) => File.Exists(Path.Combine(folder, name));

    internal Task<Result> RunAsync(string input, params string[] arguments) => RunAsync(Encoding.UTF8.GetBytes(input), arguments);

    internal Task<Result> RunAsync(byte[] input, params string[] arguments) => StartAsync(input, [.. Command, .. arguments]);

    /// <summary>Through a shell, which opens the descriptors.</summary>
    internal Task<Result> RunInShellAsync(byte[] input, string redirections, params string[] arguments)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There is no shell for descriptors here.");
        return StartAsync(input, ["/bin/sh", "-c", $"exec \"$@\" {redirections}", "sh", .. Command, .. arguments]);
    }

    private async Task<Result> StartAsync(byte[] input, string[] command)
    {
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in Environment)
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var token = TestContext.Current.CancellationToken;
        using var output = new MemoryStream();
        var reading = Task.WhenAll(process.StandardOutput.BaseStream.CopyToAsync(output, token), WriteAsync(process, input, token));
        var error = await process.StandardError.ReadToEndAsync(token);
        await reading;
        await process.WaitForExitAsync(token);
        return new(process.ExitCode, output.ToArray(), error);
    }

    private static async Task WriteAsync(Process process, byte[] input, CancellationToken token)
    {
        try
        {
            await process.StandardInput.BaseStream.WriteAsync(input, token);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It ended without reading all, which its exit code explains.
        }
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);
}
