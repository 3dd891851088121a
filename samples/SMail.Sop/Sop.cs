namespace SMail.Sop;

/// <summary>Finds the subcommand, runs it, and makes an exit code of what went wrong.</summary>
internal static class Sop
{
    private const string Debug = "--debug";

    internal static async Task<int> RunAsync(string[] args, IReadOnlyList<Subcommand> subcommands)
    {
        var isDebug = args.TakeWhile(a => a != "--").Contains(Debug);
        try
        {
            if (args is ["help" or "--help" or "-h", ..])
                await Standard.WriteTextAsync(string.Concat(subcommands.Select(s => s.Synopsis + "\n")));
            else
                await RunAsync(Find(args.FirstOrDefault(), subcommands), args[1..]);
            return (int)ExitCode.Ok;
        }
        // The last stop: whatever happened, the caller is told by the exit code.
#pragma warning disable CA1031
        catch (Exception e)
#pragma warning restore CA1031
        {
            await Console.Error.WriteLineAsync($"sop: {(isDebug ? e.ToString() : e.Message)}");
            return (int)Failures.CodeOf(e);
        }
    }

    private static Task RunAsync(Subcommand subcommand, string[] args) => args.TakeWhile(a => a != "--").Any(a => a is "--help" or "-h")
        ? Standard.WriteTextAsync(subcommand.Synopsis + "\n")
        : subcommand.Run(Arguments.Parse(subcommand with { Flags = [.. subcommand.Flags, Debug] }, args));

    private static Subcommand Find(string? name, IReadOnlyList<Subcommand> subcommands) =>
        subcommands.FirstOrDefault(s => s.Name == name)
            ?? throw new SopException(ExitCode.UnsupportedSubcommand, name is null ? "There is no subcommand; sop help lists them." : $"There is no subcommand {name}.");
}
