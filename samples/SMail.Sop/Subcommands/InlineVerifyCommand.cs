using SMail.OpenPgp;

namespace SMail.Sop.Subcommands;

/// <summary>Verifies a signed message; its data comes out only when a signature is good.</summary>
internal static class InlineVerifyCommand
{
    internal static Subcommand Subcommand { get; } = new("inline-verify", "CERTS… < INLINESIGNED > DATA", RunAsync) { Options = ["--not-before", "--not-after", "--verifications-out"] };

    private static async Task RunAsync(Arguments arguments)
    {
        var verificationsOut = arguments.Value("--verifications-out");
        Indirect.CheckOutput(verificationsOut);
        var verifications = Verifications.Read(arguments.AtLeastOne(0, "CERTS"), arguments.Value("--not-before"), arguments.Value("--not-after"));
        await using var input = Standard.OpenInput();
        using var message = await Pgp.VerifyInlineAsync(input, new() { Certificates = verifications.Certificates.All });
        await Indirect.WriteTextAsync(verificationsOut, verifications.LinesOrFail(message.Signatures));
        await using var data = Standard.OpenOutput();
        await message.Content.CopyToAsync(data);
    }
}
