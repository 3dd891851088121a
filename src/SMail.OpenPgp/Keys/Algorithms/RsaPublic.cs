using SMail.OpenPgp.Packets;
using SMail.OpenPgp.Primitives;

namespace SMail.OpenPgp;

/// <summary>RSA (RFC 9580, sections 5.5.5.1, 5.2.3.1 and 5.1.3).</summary>
internal sealed class RsaPublic(PublicKeyAlgorithm algorithm, byte[] n, byte[] e) : PublicMaterial
{
    // Made when it is first needed: many certificates are read of which one key is used.
    private readonly Lazy<RsaKey> key = new(() => RsaKey.Public(n, e));

    internal override bool Signs => algorithm != PublicKeyAlgorithm.RsaEncryptOnly;

    internal override bool Encrypts => algorithm != PublicKeyAlgorithm.RsaSignOnly;

    internal override int Bits => (n.Length * 8) - (n.Length == 0 ? 0 : byte.LeadingZeroCount(n[0]));

    internal static RsaPublic Read(PublicKeyAlgorithm algorithm, ref ByteReader reader)
    {
        var n = Mpi.Read(ref reader).ToArray();
        return new(algorithm, n, Mpi.Read(ref reader).ToArray());
    }

    internal static void Write(ByteWriter fields, RsaNumbers numbers)
    {
        Mpi.Write(fields, numbers.N);
        Mpi.Write(fields, numbers.E);
    }

    internal override bool Verify(HashId hash, ReadOnlySpan<byte> digest, ReadOnlySpan<byte> signature)
    {
        var reader = new ByteReader(signature);
        var number = Mpi.Read(ref reader);
        reader.End();
        lock (key)
            return key.Value.Verify(hash, digest, number);
    }

    internal override void Encrypt(PublicKeyPacket recipient, SessionKey sessionKey, ByteWriter fields)
    {
        using var payload = new ByteWriter(64);
        sessionKey.WriteChecked(payload);
        lock (key)
        {
            var ciphertext = new byte[key.Value.Size];
            key.Value.Encrypt(payload.Written, ciphertext);
            Mpi.Write(fields, ciphertext);
        }
    }

    internal override SecretMaterial ReadSecret(ref ByteReader reader)
    {
        var d = Mpi.Read(ref reader);
        var p = Mpi.Read(ref reader);
        var q = Mpi.Read(ref reader);
        var u = Mpi.Read(ref reader);
        return new RsaSecret(new RsaNumbers(n, e, d, p, q, u));
    }
}

/// <summary>The secret numbers of an <see cref="RsaPublic"/>; refused when they do not make its public ones.</summary>
internal sealed class RsaSecret : SecretMaterial
{
    private readonly RsaNumbers numbers;
    private readonly RsaKey key;

    internal RsaSecret(RsaNumbers numbers)
    {
        this.numbers = numbers;
        try
        {
            key = RsaKey.Secret(numbers);
        }
        catch
        {
            numbers.Dispose();
            throw;
        }
    }

    internal override void Sign(HashId hash, ReadOnlySpan<byte> digest, ByteWriter signature)
    {
        var number = new byte[key.Size];
        lock (key)
            key.Sign(hash, digest, number);
        Mpi.Write(signature, number);
    }

    internal override SessionKey? Decrypt(PublicKeyPacket recipient, ReadOnlySpan<byte> fields, bool namesCipher)
    {
        var reader = new ByteReader(fields);
        var ciphertext = Mpi.Read(ref reader);
        reader.End();
        using var payload = new SecretBytes(key.Size);
        int length;
        lock (key)
            length = key.Decrypt(ciphertext, payload.Span);
        return SessionKey.ReadChecked(payload.Span[..length], namesCipher);
    }

    internal override void Write(ByteWriter writer)
    {
        Mpi.Write(writer, numbers.D);
        Mpi.Write(writer, numbers.P);
        Mpi.Write(writer, numbers.Q);
        Mpi.Write(writer, numbers.U);
    }

    public override void Dispose()
    {
        key.Dispose();
        numbers.Dispose();
    }
}
