using System.Globalization;

namespace SMail.Sdk.Transport.Smtp.Tls;

/// <summary>What a domain asks of those who send to it.</summary>
internal enum MtaStsMode
{
    None,
    Testing,
    Enforce,
}

/// <summary>An MTA-STS policy (RFC 8461, section 3.2).</summary>
/// <param name="Mode">How strictly it is meant.</param>
/// <param name="Servers">The names of servers, where <c>*.</c> stands for one label.</param>
/// <param name="MaxAge">How long it holds.</param>
internal sealed record MtaStsPolicy(MtaStsMode Mode, IReadOnlyList<string> Servers, TimeSpan MaxAge)
{
    private const int MaxServers = 100;
    private const long MaxAgeSeconds = 31_557_600;

    /// <summary>Reads a policy; null when it is none.</summary>
    public static MtaStsPolicy? Parse(string text)
    {
        var pairs = text.Split('\n').Select(line => line.TrimEnd('\r').Split(':', 2)).Where(pair => pair.Length == 2)
            .Select(pair => (Key: pair[0].Trim(), Value: pair[1].Trim())).ToList();
        // Of keys that may occur once, the first counts.
        string? First(string key) => pairs.FirstOrDefault(pair => pair.Key == key).Value;
        MtaStsMode? mode = First("mode") switch { "enforce" => MtaStsMode.Enforce, "testing" => MtaStsMode.Testing, "none" => MtaStsMode.None, _ => null };
        var servers = pairs.Where(pair => pair.Key == "mx").Select(pair => HostName.Canonicalize(pair.Value)).Take(MaxServers).ToList();
        if (First("version") != "STSv1" || mode is null || (mode != MtaStsMode.None && servers.Count == 0)
            || !long.TryParse(First("max_age"), NumberStyles.None, CultureInfo.InvariantCulture, out var age))
            return null;
        return new MtaStsPolicy(mode.Value, servers, TimeSpan.FromSeconds(Math.Min(age, MaxAgeSeconds)));
    }

    /// <summary>Whether a server is one of the policy's (section 4.1).</summary>
    public bool Allows(string host) => Servers.Any(pattern => pattern.StartsWith("*.", StringComparison.Ordinal)
        ? host.IndexOf('.', StringComparison.Ordinal) is var dot and > 0 && host.AsSpan(dot + 1).SequenceEqual(pattern.AsSpan(2))
        : host == pattern);
}
