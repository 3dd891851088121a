using System.Reflection;

namespace SMail.Interop.Tests.Peers;

/// <summary>The programs that take part.</summary>
internal static class Programs
{
    private static readonly string Scripts = Metadata("OpenPgpJs");

    /// <summary>This project's own console: as built with the tests, or the program that SMAIL_SOP names.</summary>
    internal static IPeer Ours { get; } = new SopPeer("ours", OurCommand(), missing: null) { HasProfiles = true };

    internal static IReadOnlyList<IPeer> Others { get; } =
    [
        Sop("sqop", "Sequoia (sqop)"),
        Sop("gosop", "GopenPGP (gosop)", verificationsOption: "--verify-out"),
        new GpgPeer(),
        new RnpPeer(),
        new SopPeer("OpenPGP.js", [PeerProcess.Find("node") ?? "node", Path.Combine(Scripts, "sop.mjs")], WhyNoOpenPgpJs()) { HasProfiles = true },
    ];

    /// <summary>A program by its name, or the test is skipped: it is not installed, or does not do that.</summary>
    internal static IPeer Require(string name, Ability ability, string? content = null)
    {
        var peer = Others.Single(p => p.Name == name);
        Assert.SkipWhen(peer.Missing is not null, peer.Missing ?? "");
        Limit.SkipWhenKnown(name, ability, content);
        return peer;
    }

    private static SopPeer Sop(string program, string title, string verificationsOption = "--verifications-out")
    {
        var path = PeerProcess.Find(program);
        return new(program, [path ?? program], path is null ? $"{title} is not installed on this machine." : null) { VerificationsOption = verificationsOption };
    }

    private static string? WhyNoOpenPgpJs() =>
        PeerProcess.Find("node") is null ? "OpenPGP.js needs node, which is not installed on this machine."
        : !Directory.Exists(Path.Combine(Scripts, "node_modules", "openpgp")) ? "OpenPGP.js is not installed: npm install in tests/SMail.Interop.Tests/OpenPgpJs."
        : null;

    private static string[] OurCommand() => Environment.GetEnvironmentVariable("SMAIL_SOP") is { Length: > 0 } program
        ? [program]
        : [PeerProcess.Find("dotnet") ?? "dotnet", "exec", Metadata("SMail.Sop")];

    private static string Metadata(string key) =>
        typeof(Programs).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == key).Value!;
}
