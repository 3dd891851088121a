using SMail.OpenPgp;

namespace SMail.Sop.Subcommands;

/// <summary>Takes a signed message apart into its data and its signatures; nothing is verified.</summary>
internal static class InlineDetachCommand
{
    internal static Subcommand Subcommand { get; } = new("inline-detach", "< INLINESIGNED > DATA", RunAsync)
    {
        Flags = ["--no-armor"],
        Options = ["--signatures-out"],
        MaxPositional = 0,
    };

    private static async Task RunAsync(Arguments arguments)
    {
        var signaturesOut = arguments.Value("--signatures-out") ?? throw Arguments.Missing("--signatures-out");
        Indirect.CheckOutput(signaturesOut);
        await using var input = Standard.OpenInput();
        using var message = await Pgp.VerifyInlineAsync(input, new());
        if (message.SignaturePackets.IsEmpty)
            throw new SopException(ExitCode.BadData, "The message is not signed.");
        await Indirect.WriteAsync(signaturesOut, output => arguments.Armor
            ? Pgp.ArmorAsync(new MemoryStream(message.SignaturePackets.ToArray(), writable: false), output)
            : output.WriteAsync(message.SignaturePackets).AsTask());
        await using var data = Standard.OpenOutput();
        await message.Content.CopyToAsync(data);
    }
}
