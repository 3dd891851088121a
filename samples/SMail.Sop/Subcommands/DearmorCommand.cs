using SMail.OpenPgp;

namespace SMail.Sop.Subcommands;

/// <summary>Takes armor off; what is binary stays as it is.</summary>
internal static class DearmorCommand
{
    internal static Subcommand Subcommand { get; } = new("dearmor", "< ARMORED > DATA", RunAsync) { MaxPositional = 0 };

    private static async Task RunAsync(Arguments arguments)
    {
        await using var data = Standard.OpenInput();
        await HeldOutput.WriteAsync(held => Pgp.DearmorAsync(data, held));
    }
}
