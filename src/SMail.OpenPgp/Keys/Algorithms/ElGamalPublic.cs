using SMail.OpenPgp.Packets;
using SMail.OpenPgp.Primitives;

namespace SMail.OpenPgp;

/// <summary>Elgamal, version 4 keys only (RFC 9580, sections 5.5.5.3 and 5.1.4).</summary>
internal sealed class ElGamalPublic(byte[] p, byte[] g, byte[] y) : PublicMaterial
{
    private readonly Lazy<ElGamalKey> key = new(() => new ElGamalKey(p, g, y));

    internal override bool Encrypts => true;

    internal override int Bits => p.Length * 8;

    internal static ElGamalPublic Read(ref ByteReader reader)
    {
        var p = Mpi.Read(ref reader).ToArray();
        var g = Mpi.Read(ref reader).ToArray();
        return new(p, g, Mpi.Read(ref reader).ToArray());
    }

    internal override void Encrypt(PublicKeyPacket recipient, SessionKey sessionKey, ByteWriter fields)
    {
        if (sessionKey.Cipher is null)
            throw Errors.Unusable("Elgamal does not go with version 6 key packets.");
        using var payload = new ByteWriter(64);
        sessionKey.WriteChecked(payload);
        var (first, second) = (new byte[key.Value.Size], new byte[key.Value.Size]);
        key.Value.Encrypt(payload.Written, first, second);
        Mpi.Write(fields, first);
        Mpi.Write(fields, second);
    }

    internal override SecretMaterial ReadSecret(ref ByteReader reader)
    {
        var x = Mpi.Read(ref reader);
        return new ElGamalSecret(new ElGamalKey(p, g, y, x), new SecretBytes(x));
    }
}

/// <summary>The secret exponent of an <see cref="ElGamalPublic"/>.</summary>
internal sealed class ElGamalSecret(ElGamalKey key, SecretBytes x) : SecretMaterial
{
    internal override SessionKey? Decrypt(PublicKeyPacket recipient, ReadOnlySpan<byte> fields, bool namesCipher)
    {
        var reader = new ByteReader(fields);
        var first = Mpi.Read(ref reader);
        var second = Mpi.Read(ref reader);
        reader.End();
        using var payload = new SecretBytes(key.Size);
        var length = key.Decrypt(first, second, payload.Span);
        return SessionKey.ReadChecked(payload.Span[..length], namesCipher);
    }

    internal override void Write(ByteWriter writer) => Mpi.Write(writer, x.Span);

    public override void Dispose()
    {
        key.Dispose();
        x.Dispose();
    }
}
