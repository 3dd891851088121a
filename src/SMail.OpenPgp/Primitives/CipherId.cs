namespace SMail.OpenPgp.Primitives;

/// <summary>Symmetric cipher ids (RFC 9580, section 9.3).</summary>
internal enum CipherId : byte
{
    Idea = 1,
    TripleDes = 2,
    Cast5 = 3,
    Blowfish = 4,
    Aes128 = 7,
    Aes192 = 8,
    Aes256 = 9,
    Twofish = 10,
    Camellia128 = 11,
    Camellia192 = 12,
    Camellia256 = 13,
}

/// <summary>The sizes of the ciphers, and which of them are taken.</summary>
internal static class Ciphers
{
    /// <summary>Whether the cipher is taken without being asked for.</summary>
    internal static bool IsSupported(this CipherId cipher) => cipher.IsAes();

    /// <summary>Whether there is code for the cipher, even if only old data is read with it.</summary>
    internal static bool IsKnown(this CipherId cipher) => Enum.IsDefined(cipher);

    internal static bool IsAes(this CipherId cipher) => cipher is CipherId.Aes128 or CipherId.Aes192 or CipherId.Aes256;

    internal static int KeySize(this CipherId cipher) => cipher switch
    {
        CipherId.Idea or CipherId.Cast5 or CipherId.Blowfish or CipherId.Aes128 or CipherId.Camellia128 => 16,
        CipherId.TripleDes or CipherId.Aes192 or CipherId.Camellia192 => 24,
        CipherId.Aes256 or CipherId.Twofish or CipherId.Camellia256 => 32,
        _ => throw Packets.Errors.Unsupported("This cipher is not taken."),
    };

    internal static int BlockSize(this CipherId cipher) => cipher switch
    {
        CipherId.Idea or CipherId.TripleDes or CipherId.Cast5 or CipherId.Blowfish => 8,
        _ when cipher.IsKnown() => 16,
        _ => throw Packets.Errors.Unsupported("This cipher is not taken."),
    };
}
