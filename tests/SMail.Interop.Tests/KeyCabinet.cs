using System.Collections.Concurrent;

[assembly: AssemblyFixture(typeof(SMail.Interop.Tests.KeyCabinet))]

namespace SMail.Interop.Tests;

/// <summary>The keys of each program, made once.</summary>
public sealed class KeyCabinet
{
    internal const string KeyPassword = "correct horse";

    private readonly ConcurrentDictionary<(string Peer, Profile Profile, string? Password), Lazy<Task<PeerKey>>> keys = new();

    internal Task<PeerKey> KeyOf(IPeer peer, Profile profile) => KeyOf(peer, profile, password: null);

    internal Task<PeerKey> LockedKeyOf(IPeer peer, Profile profile) => KeyOf(peer, profile, KeyPassword);

    private Task<PeerKey> KeyOf(IPeer peer, Profile profile, string? password) =>
        keys.GetOrAdd((peer.Name, profile, password), _ => new(() => peer.GenerateKeyAsync(profile, password))).Value;
}
