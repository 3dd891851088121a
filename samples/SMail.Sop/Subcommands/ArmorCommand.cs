using SMail.OpenPgp;

namespace SMail.Sop.Subcommands;

/// <summary>Puts armor on OpenPGP data; what is armored stays as it is.</summary>
internal static class ArmorCommand
{
    internal static Subcommand Subcommand { get; } = new("armor", "< DATA > ARMORED", RunAsync) { MaxPositional = 0 };

    private static async Task RunAsync(Arguments arguments)
    {
        await using var data = Standard.OpenInput();
        await HeldOutput.WriteAsync(held => Pgp.ArmorAsync(data, held));
    }
}
