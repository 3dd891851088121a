using SMail.OpenPgp.Packets;
using SMail.OpenPgp.Primitives;

namespace SMail.OpenPgp;

/// <summary>DSA (RFC 9580, sections 5.5.5.2 and 5.2.3.2).</summary>
internal sealed class DsaPublic(byte[] p, byte[] q, byte[] g, byte[] y) : PublicMaterial
{
    private readonly Lazy<DsaKey> key = new(() => new DsaKey(p, q, g, y));

    internal override bool Signs => true;

    internal override int Bits => p.Length * 8;

    internal override int MinDigestSize => q.Length;

    internal static DsaPublic Read(ref ByteReader reader)
    {
        var p = Mpi.Read(ref reader).ToArray();
        var q = Mpi.Read(ref reader).ToArray();
        var g = Mpi.Read(ref reader).ToArray();
        return new(p, q, g, Mpi.Read(ref reader).ToArray());
    }

    internal override bool Verify(HashId hash, ReadOnlySpan<byte> digest, ReadOnlySpan<byte> signature)
    {
        var reader = new ByteReader(signature);
        var r = Mpi.Read(ref reader);
        var s = Mpi.Read(ref reader);
        reader.End();
        return key.Value.Verify(digest, r, s);
    }

    internal override SecretMaterial ReadSecret(ref ByteReader reader)
    {
        var x = Mpi.Read(ref reader);
        return new DsaSecret(new DsaKey(p, q, g, y, x), new SecretBytes(x));
    }
}

/// <summary>The secret exponent of a <see cref="DsaPublic"/>.</summary>
internal sealed class DsaSecret(DsaKey key, SecretBytes x) : SecretMaterial
{
    internal override void Sign(HashId hash, ReadOnlySpan<byte> digest, ByteWriter signature)
    {
        var (r, s) = (new byte[key.Size], new byte[key.Size]);
        key.Sign(hash, digest, r, s);
        Mpi.Write(signature, r);
        Mpi.Write(signature, s);
    }

    internal override void Write(ByteWriter writer) => Mpi.Write(writer, x.Span);

    public override void Dispose() => x.Dispose();
}
