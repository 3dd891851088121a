using System.Text;
using SMail.OpenPgp;

namespace SMail.Sop.Subcommands;

/// <summary>Decrypts and verifies; nothing comes out before the message was checked to its end.</summary>
internal static class DecryptCommand
{
    /// <summary>What is larger than memory lies encrypted on disk until it is checked.</summary>
    private const long MaxPlaintextBytes = 1L << 40;

    internal static Subcommand Subcommand { get; } = new("decrypt", "[KEYS…] < CIPHERTEXT > DATA", RunAsync)
    {
        // --verify-out is the name of --verifications-out in older drafts.
        Options = ["--session-key-out", "--verifications-out", "--verify-out", "--verify-not-before", "--verify-not-after"],
        Lists = ["--with-session-key", "--with-password", "--with-key-password", "--verify-with"],
    };

    private static async Task RunAsync(Arguments arguments)
    {
        var verificationsOut = arguments.Value("--verifications-out") ?? arguments.Value("--verify-out");
        var sessionKeyOut = arguments.Value("--session-key-out");
        if ((verificationsOut is null) != (arguments.Values("--verify-with").Count == 0))
            throw new SopException(ExitCode.IncompleteVerification, "--verify-with and --verifications-out go together.");
        Indirect.CheckOutput(verificationsOut);
        Indirect.CheckOutput(sessionKeyOut);
        if (arguments.Positional.Count + arguments.Values("--with-password").Count + arguments.Values("--with-session-key").Count == 0)
            throw Arguments.Missing("KEYS, --with-password or --with-session-key");
        var verifications = Verifications.Read(arguments.Values("--verify-with"), arguments.Value("--verify-not-before"), arguments.Value("--verify-not-after"));
        using var keys = SecretKeys.ReadSome(arguments.Positional, arguments.Values("--with-key-password"));
        using var message = await DecryptAsync(keys, new DecryptOptions
        {
            Keys = keys.All,
            Passwords = Passwords.ReadKnown(arguments.Values("--with-password")),
            SessionKeys = [.. arguments.Values("--with-session-key").Select(ReadSessionKey)],
            Certificates = verifications.Certificates.All,
            MaxPlaintextBytes = MaxPlaintextBytes,
        });
        await Indirect.WriteTextAsync(sessionKeyOut, $"{message.SessionKey?.Export()}\n");
        await Indirect.WriteTextAsync(verificationsOut, verifications.Lines(message.Signatures));
        await using var output = Standard.OpenOutput();
        await message.Content.CopyToAsync(output);
    }

    private static async Task<DecryptedMessage> DecryptAsync(SecretKeys keys, DecryptOptions options)
    {
        await using var ciphertext = Standard.OpenInput();
        try
        {
            return await Pgp.DecryptAsync(ciphertext, options);
        }
        catch (OpenPgpException e) when (e.Code == OpenPgpError.NoDecryptionKey && keys.Locked is { } locked)
        {
            throw new SopException(locked.Code, locked.Message, e);
        }
    }

    private static SessionKey ReadSessionKey(string name) =>
        Secrets.Use(Indirect.Read(name), bytes => Failures.Named(name, () => SessionKey.Parse(Encoding.ASCII.GetString(bytes).Trim())));
}
