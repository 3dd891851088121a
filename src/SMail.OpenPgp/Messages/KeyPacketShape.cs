using SMail.OpenPgp.Packets;

namespace SMail.OpenPgp;

/// <summary>Whether bytes have the shape of a PKESK body: version, recipient, algorithm and the fields that follow it
/// (RFC 9580, sections 5.1.1 to 5.1.7).</summary>
internal static class KeyPacketShape
{
    private const int X25519Size = 32;
    private const int X448Size = 56;

    internal static bool IsPossible(ReadOnlySpan<byte> body)
    {
        try
        {
            var reader = new ByteReader(body);
            var version = reader.ReadByte();
            if (version == 3)
                _ = reader.ReadUInt64();
            else if (version != 6 || !SkipRecipient(ref reader))
                return false;
            if (!SkipFields((PublicKeyAlgorithm)reader.ReadByte(), ref reader))
                return false;
            reader.End();
            return true;
        }
        catch (OpenPgpException)
        {
            return false;
        }
    }

    private static bool SkipRecipient(ref ByteReader reader)
    {
        var field = reader.Read(reader.ReadByte());
        return field.IsEmpty || (field[0], field.Length) is (4, 21) or (6, 33);
    }

    private static bool SkipFields(PublicKeyAlgorithm algorithm, ref ByteReader reader)
    {
        switch (algorithm)
        {
            case PublicKeyAlgorithm.Rsa or PublicKeyAlgorithm.RsaEncryptOnly:
                return !Mpi.Read(ref reader).IsEmpty;
            case PublicKeyAlgorithm.Elgamal:
                return !Mpi.Read(ref reader).IsEmpty && !Mpi.Read(ref reader).IsEmpty;
            case PublicKeyAlgorithm.Ecdh:
                return !Mpi.Read(ref reader).IsEmpty && !reader.Read(reader.ReadByte()).IsEmpty;
            case PublicKeyAlgorithm.X25519 or PublicKeyAlgorithm.X448:
                _ = reader.Read(algorithm == PublicKeyAlgorithm.X25519 ? X25519Size : X448Size);
                return !reader.Read(reader.ReadByte()).IsEmpty;
            default:
                return false;
        }
    }
}
