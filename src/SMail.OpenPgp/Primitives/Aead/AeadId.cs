namespace SMail.OpenPgp.Primitives;

/// <summary>AEAD algorithm ids (RFC 9580, section 9.6).</summary>
internal enum AeadId : byte
{
    Eax = 1,
    Ocb = 2,
    Gcm = 3,
}

/// <summary>The modes taken here.</summary>
internal static class AeadModes
{
    internal static bool IsSupported(this AeadId aead) => aead is AeadId.Eax or AeadId.Ocb or AeadId.Gcm;

    internal static int NonceSize(this AeadId aead) => aead switch
    {
        AeadId.Eax => 16,
        AeadId.Ocb => 15,
        AeadId.Gcm => 12,
        _ => throw Packets.Errors.Unsupported("This AEAD mode is not taken."),
    };

    internal static int TagSize(this AeadId aead) => aead.IsSupported()
        ? AeadCipher.TagSize
        : throw Packets.Errors.Unsupported("This AEAD mode is not taken.");
}
