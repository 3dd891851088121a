using SMail.OpenPgp.Packets;
using SMail.OpenPgp.Primitives;

namespace SMail.OpenPgp;

/// <summary>The protected part of a secret key packet (RFC 9580, section 5.5.3 and table 2).</summary>
internal sealed record LockedSecret(byte Usage, CipherId Cipher, AeadId Aead, S2kSpecifier S2k, byte[] Nonce, byte[] Ciphertext)
{
    internal const byte AeadUsage = 253;
    internal const byte CfbUsage = 254;
    internal const byte MalleableUsage = 255;

    /// <summary>GnuPG's own kind of specifier: it says that the secret is not there, or on a card.</summary>
    private const byte GnuS2k = 101;

    /// <summary>Reads what follows the usage octet; null for a stub without a secret.</summary>
    internal static LockedSecret? Read(byte keyVersion, byte usage, ref ByteReader reader)
    {
        var isVersion6 = keyVersion == PublicKeyPacket.Version6;
        if (isVersion6 && usage is not (AeadUsage or CfbUsage))
            throw Errors.Malformed("A version 6 key is not protected in this way.");
        return isVersion6 ? ReadCounted(usage, ref reader) : ReadFields(usage, isCounted: false, ref reader, ref reader);
    }

    private static LockedSecret? ReadCounted(byte usage, ref ByteReader reader)
    {
        var parameters = new ByteReader(reader.Read(reader.ReadByte()));
        var read = ReadFields(usage, isCounted: true, ref parameters, ref reader);
        parameters.End();
        return read;
    }

    private static LockedSecret? ReadFields(byte usage, bool isCounted, ref ByteReader parameters, ref ByteReader rest)
    {
        var cipher = (CipherId)(usage >= AeadUsage ? parameters.ReadByte() : usage);
        var aead = usage == AeadUsage ? (AeadId)parameters.ReadByte() : default;
        if (!cipher.IsKnown() || (usage == AeadUsage && !aead.IsSupported()))
            throw Errors.Unusable("A secret key is protected in a way that is not taken.");
        if (usage is CfbUsage or MalleableUsage && parameters.Remaining > 0 && parameters.Peek() == GnuS2k)
        {
            _ = parameters.ReadRest();
            return null;
        }
        var s2k = usage >= AeadUsage ? ReadS2k(isCounted, ref parameters) : S2kSpecifier.Legacy;
        if (s2k.Type == S2kType.Argon2 && usage != AeadUsage)
            throw Errors.Malformed("Argon2 goes with authenticated encryption only.");
        if (isCounted && s2k.Type != S2kType.Argon2 && s2k.Hash is HashId.Md5 or HashId.Sha1 or HashId.RipeMd160)
            throw Errors.Unsupported("A version 6 key is protected with a weak hash.");
        var nonce = parameters.Read(usage == AeadUsage ? aead.NonceSize() : cipher.BlockSize()).ToArray();
        return new(usage, cipher, aead, s2k, nonce, rest.ReadRest().ToArray());
    }

    private static S2kSpecifier ReadS2k(bool isCounted, ref ByteReader parameters)
    {
        if (!isCounted)
            return S2kSpecifier.Read(ref parameters);
        var field = new ByteReader(parameters.Read(parameters.ReadByte()));
        var s2k = S2kSpecifier.Read(ref field);
        field.End();
        return s2k;
    }

    /// <summary>Writes everything from the usage octet on.</summary>
    internal void Write(byte keyVersion, ByteWriter writer)
    {
        using var s2k = new ByteWriter(32);
        S2k.Write(s2k);
        using var parameters = new ByteWriter(64);
        parameters.Byte((byte)Cipher);
        if (Usage == AeadUsage)
            parameters.Byte((byte)Aead);
        if (keyVersion == PublicKeyPacket.Version6)
            parameters.Byte((byte)s2k.Length);
        parameters.Bytes(s2k.Written);
        parameters.Bytes(Nonce);
        writer.Byte(Usage);
        if (keyVersion == PublicKeyPacket.Version6)
            writer.Byte((byte)parameters.Length);
        writer.Bytes(parameters.Written);
        writer.Bytes(Ciphertext);
    }
}
