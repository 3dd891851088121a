namespace SMail.OpenPgp;

/// <summary>The sizes of a SEIPD packet (RFC 9580, section 5.13).</summary>
internal static class IntegrityProtected
{
    internal const byte Version1 = 1;
    internal const byte Version2 = 2;

    /// <summary>One block of random bytes, whose last two are repeated.</summary>
    internal const int PrefixSize = 18;

    /// <summary>Two constant octets and a SHA-1 hash.</summary>
    internal const int MdcSize = 22;

    private const int Version2HeaderSize = 36;
    private const int TagSize = 16;

    /// <summary>Whether a body can be as short as this, its version octet included.</summary>
    internal static bool IsPossible(byte version, long size) => version switch
    {
        Version1 => size >= 1 + PrefixSize + MdcSize,
        Version2 => size >= Version2HeaderSize + TagSize,
        _ => false,
    };
}
