namespace SMail.OpenPgp.Primitives;

/// <summary>Symmetric cipher ids (RFC 9580, section 9.3).</summary>
internal enum CipherId : byte
{
    Aes128 = 7,
    Aes192 = 8,
    Aes256 = 9,
}

/// <summary>The ciphers taken here.</summary>
internal static class Ciphers
{
    internal static bool IsSupported(this CipherId cipher) => cipher is CipherId.Aes128 or CipherId.Aes192 or CipherId.Aes256;

    internal static int KeySize(this CipherId cipher) => cipher switch
    {
        CipherId.Aes128 => 16,
        CipherId.Aes192 => 24,
        CipherId.Aes256 => 32,
        _ => throw Packets.Errors.Unsupported("This cipher is not taken."),
    };
}
