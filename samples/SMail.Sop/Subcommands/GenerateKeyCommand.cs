using SMail.OpenPgp;

namespace SMail.Sop.Subcommands;

/// <summary>Makes a new secret key for user ids.</summary>
internal static class GenerateKeyCommand
{
    internal static Subcommand Subcommand { get; } = new("generate-key", "[USERID…] > KEYS", RunAsync)
    {
        Flags = ["--no-armor", "--signing-only"],
        Options = ["--with-key-password", "--profile"],
    };

    private static async Task RunAsync(Arguments arguments)
    {
        var profile = Profiles.Find(arguments.Value("--profile"));
        if (arguments.Positional.Count == 0 && profile == OpenPgpProfile.Compatible)
            throw Arguments.Missing("USERID, which keys of this profile need,");
        var password = arguments.Value("--with-key-password") is { } name ? Passwords.ReadNew(name) : null;
        using var key = Pgp.GenerateKey(new()
        {
            UserIds = arguments.Positional,
            Profile = profile,
            SigningOnly = arguments.Has("--signing-only"),
        });
        await Standard.WriteSecretAsync(password is null ? key.ExportUnprotected() : key.ExportProtected(password), arguments.Armor);
    }
}
