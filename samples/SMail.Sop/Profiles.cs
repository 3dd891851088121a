using SMail.OpenPgp;

namespace SMail.Sop;

/// <summary>The engine's profiles by their names and by the draft's words for what is wanted of one.</summary>
internal static class Profiles
{
    private static readonly (OpenPgpProfile Profile, string Description, string[] Aliases)[] Known =
    [
        (OpenPgpProfile.Compatible, "what every implementation in use reads", ["default", "compatibility"]),
        (OpenPgpProfile.Rfc9580, "RFC 9580: keys of version 6, messages of version 2", ["security", "performance"]),
    ];

    internal static IEnumerable<string> Lines => Known.Select(k => $"{k.Profile.Name}: {k.Description} (aliases: {string.Join(", ", k.Aliases)})");

    /// <exception cref="SopException">There is none of that name.</exception>
    internal static OpenPgpProfile Find(string? name) =>
        Known.FirstOrDefault(k => name is null || k.Profile.Name == name || k.Aliases.Contains(name)).Profile
            ?? throw new SopException(ExitCode.UnsupportedProfile, $"There is no profile {name}.");
}
