using SMail.OpenPgp;

namespace SMail.Sop.Subcommands;

/// <summary>Verifies detached signatures.</summary>
internal static class VerifyCommand
{
    internal static Subcommand Subcommand { get; } = new("verify", "SIGNATURES CERTS… < DATA > VERIFICATIONS", RunAsync) { Options = ["--not-before", "--not-after"] };

    private static async Task RunAsync(Arguments arguments)
    {
        var signatures = arguments.AtLeastOne(0, "SIGNATURES")[0];
        var verifications = Verifications.Read(arguments.AtLeastOne(1, "CERTS"), arguments.Value("--not-before"), arguments.Value("--not-after"));
        var bytes = Indirect.Read(signatures);
        await using var data = Standard.OpenInput();
        var verdicts = await Pgp.VerifyDetachedAsync(data, bytes, new() { Certificates = verifications.Certificates.All });
        await Standard.WriteTextAsync(verifications.LinesOrFail(verdicts));
    }
}
