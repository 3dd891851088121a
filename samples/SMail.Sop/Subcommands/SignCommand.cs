using System.Globalization;
using SMail.OpenPgp;

namespace SMail.Sop.Subcommands;

/// <summary>Makes detached signatures, one per key.</summary>
internal static class SignCommand
{
    internal static Subcommand Subcommand { get; } = new("sign", "KEYS… < DATA > SIGNATURES", RunAsync)
    {
        Flags = ["--no-armor"],
        Options = ["--as", "--micalg-out"],
        Lists = ["--with-key-password"],
    };

    private static async Task RunAsync(Arguments arguments)
    {
        var isText = arguments.Choice("--as", "binary", "text") == "text";
        var micalgOut = arguments.Value("--micalg-out");
        Indirect.CheckOutput(micalgOut);
        using var keys = SecretKeys.ReadSigners(arguments.AtLeastOne(0, "KEYS"), arguments.Values("--with-key-password"));
        await using var data = isText ? new TextInput(Standard.OpenInput()) : Standard.OpenInput();
        var signatures = await Pgp.SignDetachedAsync(data, new() { Signers = keys.All, AsText = isText });
        await Indirect.WriteTextAsync(micalgOut, Micalg(keys.All));
        await Standard.WritePacketsAsync(signatures, arguments.Armor);
    }

    /// <summary>The parameter of RFC 3156, section 5; empty when the signatures differ.</summary>
    private static string Micalg(IReadOnlyList<SecretKey> keys)
    {
        var hashes = keys.Select(key => key.SigningHash(TimeProvider.System.GetUtcNow())).Distinct().ToList();
        return hashes.Count == 1 ? $"pgp-{hashes[0].ToLower(CultureInfo.InvariantCulture)}" : "";
    }
}
