namespace SMail.Sop.Subcommands;

/// <summary>Lists the profiles of a subcommand that takes one, the default first.</summary>
internal static class ListProfilesCommand
{
    internal static Subcommand Subcommand { get; } = new("list-profiles", "SUBCOMMAND", RunAsync) { MaxPositional = 1 };

    private static Task RunAsync(Arguments arguments)
    {
        var subcommand = arguments.AtLeastOne(0, "SUBCOMMAND")[0];
        if (subcommand != GenerateKeyCommand.Subcommand.Name && subcommand != EncryptCommand.Subcommand.Name)
            throw new SopException(ExitCode.UnsupportedProfile, $"{subcommand} has no profiles.");
        return Standard.WriteTextAsync(string.Concat(Profiles.Lines.Select(line => line + "\n")));
    }
}
