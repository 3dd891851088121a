using SMail.OpenPgp.Primitives;

namespace SMail.OpenPgp;

/// <summary>A cipher with a mode for version 2 of the encrypted packet (RFC 9580, section 5.2.3.15).</summary>
internal readonly record struct AeadSuite(CipherId Cipher, AeadId Aead)
{
    /// <summary>The one every implementation must have.</summary>
    internal static AeadSuite Mandatory { get; } = new(CipherId.Aes128, AeadId.Ocb);

    /// <summary>What new keys ask for, and what is chosen from, the best first.</summary>
    internal static IReadOnlyList<AeadSuite> Preferred { get; } =
        [new(CipherId.Aes256, AeadId.Ocb), new(CipherId.Aes256, AeadId.Gcm), Mandatory];

    /// <summary>The best one that all recipients ask for.</summary>
    internal static AeadSuite Choose(IEnumerable<IReadOnlyList<AeadSuite>> wishes)
    {
        var lists = wishes.ToList();
        return Preferred.FirstOrDefault(suite => lists.TrueForAll(list => list.Contains(suite)), Mandatory);
    }

    /// <summary>Reads a list of pairs; an odd octet at its end is passed over.</summary>
    internal static IReadOnlyList<AeadSuite> ReadAll(ReadOnlySpan<byte> pairs)
    {
        var suites = new List<AeadSuite>(pairs.Length / 2);
        for (; pairs.Length >= 2; pairs = pairs[2..])
            suites.Add(new((CipherId)pairs[0], (AeadId)pairs[1]));
        return suites;
    }
}
