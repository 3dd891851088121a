using System.Security.Cryptography;
using SMail.OpenPgp.Packets;
using SMail.OpenPgp.Primitives;

namespace SMail.OpenPgp;

/// <summary>Points and scalars of the curves over prime fields (RFC 9580, sections 11.2.1 and 11.3).</summary>
internal static class PrimePoint
{
    internal static byte[] Read(CurveId curve, ref ByteReader reader)
    {
        var point = Mpi.Read(ref reader);
        return point.Length == curve.PointSize() && point[0] == Curves.Uncompressed
            ? point.ToArray()
            : throw Errors.Malformed("A point is not in its curve's form.");
    }

    /// <summary>Reads a scalar, and refuses it when it does not make the point.</summary>
    internal static SecretBytes ReadSecret(CurveId curve, ReadOnlySpan<byte> point, ref ByteReader reader)
    {
        var scalar = new SecretBytes(curve.FieldSize());
        Mpi.ToFixed(Mpi.Read(ref reader), scalar.Span);
        Span<byte> made = stackalloc byte[curve.PointSize()];
        if (PrimeCurve.Get(curve).TryPublicPoint(scalar.Span, made) && CryptographicOperations.FixedTimeEquals(made, point))
            return scalar;
        scalar.Dispose();
        throw Errors.Malformed("A secret key does not belong to its public key.");
    }
}
