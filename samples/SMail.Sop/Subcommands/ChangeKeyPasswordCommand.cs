namespace SMail.Sop.Subcommands;

/// <summary>Locks secret keys under a new password, or without one leaves them open.</summary>
internal static class ChangeKeyPasswordCommand
{
    internal static Subcommand Subcommand { get; } = new("change-key-password", "< KEYS > KEYS", RunAsync)
    {
        Flags = ["--no-armor"],
        Options = ["--new-key-password"],
        Lists = ["--old-key-password"],
        MaxPositional = 0,
    };

    private static async Task RunAsync(Arguments arguments)
    {
        var password = arguments.Value("--new-key-password") is { } name ? Passwords.ReadNew(name) : null;
        using var keys = SecretKeys.ReadInput(arguments.Values("--old-key-password"));
        var packets = keys.All.SelectMany(key => password is null ? key.ExportUnprotected() : key.ExportProtected(password));
        await Standard.WriteSecretAsync([.. packets], arguments.Armor);
    }
}
