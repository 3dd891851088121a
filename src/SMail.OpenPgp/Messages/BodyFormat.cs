using SMail.OpenPgp.Primitives;

namespace SMail.OpenPgp;

/// <summary>How a body is encrypted: in the best way that every recipient announces (RFC 9580, section 13.7).</summary>
/// <param name="Version">Of the encrypted packet.</param>
/// <param name="Suite">Its cipher, and its mode, which version 1 does not have.</param>
internal readonly record struct BodyFormat(byte Version, AeadSuite Suite)
{
    internal bool IsVersion2 => Version == IntegrityProtected.Version2;

    /// <summary>Version 2 needs all recipients; when one does not announce it, all get version 1.</summary>
    internal static BodyFormat For(EncryptOptions options, DateTimeOffset at)
    {
        var all = options.Recipients.Select(r => r.Contents).ToList();
        var isWished = all.Count > 0 || options.Profile.KeyVersion == PublicKeyPacket.Version6;
        return isWished && all.TrueForAll(c => TakesVersion2(c, at))
            ? new(IntegrityProtected.Version2, all.Count == 0 ? AeadSuite.Preferred[0] : AeadSuite.Choose(all.Select(c => c.AeadSuitesAt(at))))
            : new(IntegrityProtected.Version1, new(CipherId.Aes256, default));
    }

    /// <summary>Elgamal keys never go with version 6 key packets (RFC 9580, section 5.1.4).</summary>
    private static bool TakesVersion2(CertificateContents recipient, DateTimeOffset at) =>
        recipient.FeaturesAt(at).HasFlag(Features.SeipdV2) && recipient.EncryptionKey(at)?.Algorithm != PublicKeyAlgorithm.Elgamal;

    /// <summary>The session key names its cipher in version 1 only.</summary>
    internal SessionKey NewSessionKey() => IsVersion2 ? SessionKey.GenerateUnnamed(Suite.Cipher) : SessionKey.Generate(Suite.Cipher);

    /// <summary>The size of the packet's body, for contents of a size.</summary>
    internal long SizeOf(long inside) => IsVersion2
        ? Seipd2Header.Size + Seipd2Header.EncryptedSize(inside)
        : 1 + IntegrityProtected.PrefixSize + inside + IntegrityProtected.MdcSize;

    /// <summary>Writes the contents, and the packet's own fields before them.</summary>
    internal EncryptingStream NewWriter(Stream packetBody, SessionKey sessionKey, long? inside) => IsVersion2
        ? new Seipd2Writer(packetBody, Seipd2Header.Make(Suite), sessionKey, inside)
        : new Seipd1Writer(packetBody, sessionKey, inside);
}
