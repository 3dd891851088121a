using SMail.OpenPgp;

namespace SMail.Sop.Subcommands;

/// <summary>Makes the certificates of secret keys, revoked for good.</summary>
internal static class RevokeKeyCommand
{
    internal static Subcommand Subcommand { get; } = new("revoke-key", "< KEYS > CERTS", RunAsync)
    {
        Flags = ["--no-armor"],
        Lists = ["--with-key-password"],
        MaxPositional = 0,
    };

    private static async Task RunAsync(Arguments arguments)
    {
        using var keys = SecretKeys.ReadInput(arguments.Values("--with-key-password"));
        var revoked = keys.All.Select(key => Failures.Named(Standard.InputName, () => key.Revoke(RevocationReason.Unspecified, "", TimeProvider.System)));
        await Certificates.WriteAsync([.. revoked], arguments.Armor);
    }
}
