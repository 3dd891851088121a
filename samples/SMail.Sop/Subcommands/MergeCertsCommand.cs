namespace SMail.Sop.Subcommands;

/// <summary>Adds to certificates what other copies of them know; certificates that are in the copies alone are left out.</summary>
internal static class MergeCertsCommand
{
    internal static Subcommand Subcommand { get; } = new("merge-certs", "[CERTS…] < CERTS > CERTS", RunAsync) { Flags = ["--no-armor"] };

    private static Task RunAsync(Arguments arguments)
    {
        var updates = Certificates.Read(arguments.Positional).All;
        var merged = Certificates.Parse(Standard.InputName, Standard.ReadInput()).GroupBy(c => c.Fingerprint)
            .Select(copies => copies.Concat(updates.Where(u => u.Fingerprint == copies.Key)).Aggregate((known, copy) => known.Merge(copy)));
        return Certificates.WriteAsync([.. merged], arguments.Armor);
    }
}
