using System.Reflection;
using SMail.OpenPgp;

namespace SMail.Sop.Subcommands;

/// <summary>Says what this is, in one of several ways.</summary>
internal static class VersionCommand
{
    /// <summary>The tilde says that subcommands are missing.</summary>
    private const string Specification = "~draft-dkg-openpgp-stateless-cli-15\n\nNot there: certify-userid, update-key, validate-userid.\n";

    /// <summary>The part of the interface that verifies is there as a whole.</summary>
    private const string VerifierVersion = "1.0\n";

    internal static Subcommand Subcommand { get; } = new("version", "", RunAsync)
    {
        Flags = ["--backend", "--extended", "--sop-spec", "--sopv"],
        MaxPositional = 0,
    };

    private static Task RunAsync(Arguments arguments)
    {
        var asked = Subcommand.Flags.Where(arguments.Has).ToList();
        if (asked.Count > 1)
            throw new SopException(ExitCode.IncompatibleOptions, $"{string.Join(" and ", asked)} do not go together.");
        var (name, backend) = (NameOf(typeof(VersionCommand).Assembly, "SMail.Sop"), NameOf(typeof(Pgp).Assembly, "SMail.OpenPgp"));
        return Standard.WriteTextAsync(asked.FirstOrDefault() switch
        {
            "--backend" => backend,
            "--extended" => $"{name}{backend}.NET {Environment.Version}\n",
            "--sop-spec" => Specification,
            "--sopv" => VerifierVersion,
            _ => name,
        });
    }

    private static string NameOf(Assembly assembly, string name) => $"{name} {assembly.GetName().Version!.ToString(3)}\n";
}
