using SMail.OpenPgp;

namespace SMail.Sop.Subcommands;

/// <summary>Takes the certificates out of secret keys, locked or not.</summary>
internal static class ExtractCertCommand
{
    internal static Subcommand Subcommand { get; } = new("extract-cert", "< KEYS > CERTS", RunAsync)
    {
        Flags = ["--no-armor"],
        MaxPositional = 0,
    };

    private static Task RunAsync(Arguments arguments) => Certificates.WriteAsync(
        Secrets.Use(Standard.ReadInput(), keys => Failures.Named(Standard.InputName, () => SecretKey.ReadCertificates(keys, OpenPgpPolicy.Default))), arguments.Armor);
}
