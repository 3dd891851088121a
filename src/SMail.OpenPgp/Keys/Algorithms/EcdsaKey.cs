using SMail.OpenPgp.Packets;
using SMail.OpenPgp.Primitives;

namespace SMail.OpenPgp;

/// <summary>ECDSA on the curves over prime fields (RFC 9580, sections 5.5.5.4 and 5.2.3.2).</summary>
internal sealed class EcdsaPublic(CurveId curve, byte[] point) : PublicMaterial
{
    private const int MaxDigestSize = 64;

    internal override bool Signs => true;

    /// <summary>The size of the field, but for P-521, for which there is no such hash.</summary>
    internal override int MinDigestSize => Math.Min(curve.FieldSize(), MaxDigestSize);

    internal static EcdsaPublic Read(ref ByteReader reader)
    {
        var curve = Curves.Find(CurveOid.Read(ref reader)) ?? throw Errors.Unsupported("The curve of this key is not taken.");
        return new(curve, PrimePoint.Read(curve, ref reader));
    }

    internal override bool Verify(HashId hash, ReadOnlySpan<byte> digest, ReadOnlySpan<byte> signature)
    {
        var size = curve.FieldSize();
        Span<byte> halves = stackalloc byte[2 * size];
        var reader = new ByteReader(signature);
        Mpi.ToFixed(Mpi.Read(ref reader), halves[..size]);
        Mpi.ToFixed(Mpi.Read(ref reader), halves[size..]);
        reader.End();
        return PrimeCurve.Get(curve).Verify(point, digest, halves);
    }

    internal override SecretMaterial ReadSecret(ref ByteReader reader) => new EcdsaSecret(curve, PrimePoint.ReadSecret(curve, point, ref reader));
}

/// <summary>The secret scalar of an <see cref="EcdsaPublic"/>.</summary>
internal sealed class EcdsaSecret(CurveId curve, SecretBytes scalar) : SecretMaterial
{
    internal override void Sign(HashId hash, ReadOnlySpan<byte> digest, ByteWriter signature)
    {
        var size = curve.FieldSize();
        Span<byte> halves = stackalloc byte[2 * size];
        PrimeCurve.Get(curve).Sign(scalar.Span, hash, digest, halves);
        Mpi.Write(signature, halves[..size]);
        Mpi.Write(signature, halves[size..]);
    }

    internal override void Write(ByteWriter writer) => Mpi.Write(writer, scalar.Span);

    public override void Dispose() => scalar.Dispose();
}
