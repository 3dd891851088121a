using SMail.OpenPgp;

namespace SMail.Sop.Subcommands;

/// <summary>Makes a signed message that holds the data, or a text with a signature below it.</summary>
internal static class InlineSignCommand
{
    internal static Subcommand Subcommand { get; } = new("inline-sign", "KEYS… < DATA > INLINESIGNED", RunAsync)
    {
        Flags = ["--no-armor"],
        Options = ["--as"],
        Lists = ["--with-key-password"],
    };

    private static async Task RunAsync(Arguments arguments)
    {
        var form = arguments.Choice("--as", "binary", "text", "clearsigned");
        if (form == "clearsigned" && !arguments.Armor)
            throw new SopException(ExitCode.IncompatibleOptions, "--as=clearsigned and --no-armor do not go together.");
        using var keys = SecretKeys.ReadSigners(arguments.AtLeastOne(0, "KEYS"), arguments.Values("--with-key-password"));
        var options = new SignOptions { Signers = keys.All, AsText = form == "text", Armor = arguments.Armor };
        if (form == "binary")
        {
            await using var binary = Standard.OpenInput();
            await using var output = Standard.OpenOutput();
            await Pgp.SignInlineAsync(binary, output, options);
            return;
        }
        await using var text = new TextInput(Standard.OpenInput());
        await HeldOutput.WriteAsync(held => form == "text"
            ? Pgp.SignInlineAsync(text, held, options)
            : Pgp.SignCleartextAsync(text, held, options));
    }
}
