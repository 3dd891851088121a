using SMail.OpenPgp;

namespace SMail.Sop.Subcommands;

/// <summary>Encrypts to certificates and passwords, signed when there are keys for it.</summary>
internal static class EncryptCommand
{
    internal static Subcommand Subcommand { get; } = new("encrypt", "[CERTS…] < DATA > CIPHERTEXT", RunAsync)
    {
        Flags = ["--no-armor"],
        Options = ["--as", "--for", "--profile", "--session-key-out"],
        Lists = ["--with-password", "--sign-with", "--with-key-password"],
    };

    private static async Task RunAsync(Arguments arguments)
    {
        var isText = arguments.Choice("--as", "binary", "text") == "text";
        var sessionKeyOut = arguments.Value("--session-key-out");
        Indirect.CheckOutput(sessionKeyOut);
        var purpose = Purpose(arguments.Choice("--for", "any", "storage", "communications"));
        var profile = Profiles.Find(arguments.Value("--profile"));
        if (arguments.Positional.Count == 0 && arguments.Values("--with-password").Count == 0)
            throw Arguments.Missing("CERTS or --with-password");
        using var signers = SecretKeys.ReadSigners(arguments.Values("--sign-with"), arguments.Values("--with-key-password"));
        string? sessionKey = null;
        var options = new EncryptOptions
        {
            Recipients = ReadRecipients(arguments.Positional, purpose),
            Passwords = [.. arguments.Values("--with-password").Select(name => (ReadOnlyMemory<byte>)Passwords.ReadNew(name))],
            Signers = signers.All,
            AsText = isText,
            Purpose = purpose,
            Profile = profile,
            Armor = arguments.Armor,
            OnSessionKey = sessionKeyOut is null ? null : key => sessionKey = key.Export(),
        };
        await using var data = isText ? new TextInput(Standard.OpenInput()) : Standard.OpenInput();
        // Only text can turn out to be none when half of it is encrypted.
        if (isText)
            await HeldOutput.WriteAsync(held => Pgp.EncryptAsync(data, held, options));
        else
        {
            await using var output = Standard.OpenOutput();
            await Pgp.EncryptAsync(data, output, options);
        }
        await Indirect.WriteTextAsync(sessionKeyOut, $"{sessionKey}\n");
    }

    private static IReadOnlyList<Certificate> ReadRecipients(IReadOnlyList<string> names, EncryptionPurpose purpose)
    {
        var recipients = Certificates.Read(names).All;
        return recipients.All(c => c.CanEncrypt(TimeProvider.System.GetUtcNow(), purpose))
            ? recipients
            : throw new SopException(ExitCode.CertCannotEncrypt, "One of the certificates cannot encrypt: expired, revoked, or not made for it.");
    }

    private static EncryptionPurpose Purpose(string name) => name switch
    {
        "storage" => EncryptionPurpose.Storage,
        "communications" => EncryptionPurpose.Communications,
        _ => EncryptionPurpose.Any,
    };
}
