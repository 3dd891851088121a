namespace SMail.OpenPgp.Primitives;

/// <summary>The curves over prime fields of RFC 9580, section 9.2.</summary>
internal enum CurveId
{
    P256,
    P384,
    P521,
    BrainpoolP256r1,
    BrainpoolP384r1,
    BrainpoolP512r1,
}

/// <summary>The sizes and names of the curves.</summary>
internal static class Curves
{
    /// <summary>The size of the largest coordinate or scalar, that of P-521.</summary>
    internal const int MaxFieldSize = 66;

    /// <summary>The first byte of a point with both coordinates, the one form OpenPGP has for these curves.</summary>
    internal const byte Uncompressed = 4;

    /// <summary>The size of a coordinate, a secret scalar, and each half of a signature.</summary>
    internal static int FieldSize(this CurveId curve) => curve switch
    {
        CurveId.P256 or CurveId.BrainpoolP256r1 => 32,
        CurveId.P384 or CurveId.BrainpoolP384r1 => 48,
        CurveId.BrainpoolP512r1 => 64,
        _ => MaxFieldSize,
    };

    /// <summary>The size of a point: its form, and two coordinates.</summary>
    internal static int PointSize(this CurveId curve) => 1 + (2 * curve.FieldSize());

    internal static bool IsNist(this CurveId curve) => curve is CurveId.P256 or CurveId.P384 or CurveId.P521;

    /// <summary>The curve's id as the wire has it.</summary>
    internal static ReadOnlySpan<byte> Oid(this CurveId curve) => curve switch
    {
        CurveId.P256 => [0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x03, 0x01, 0x07],
        CurveId.P384 => [0x2B, 0x81, 0x04, 0x00, 0x22],
        CurveId.P521 => [0x2B, 0x81, 0x04, 0x00, 0x23],
        CurveId.BrainpoolP256r1 => [0x2B, 0x24, 0x03, 0x03, 0x02, 0x08, 0x01, 0x01, 0x07],
        CurveId.BrainpoolP384r1 => [0x2B, 0x24, 0x03, 0x03, 0x02, 0x08, 0x01, 0x01, 0x0B],
        _ => [0x2B, 0x24, 0x03, 0x03, 0x02, 0x08, 0x01, 0x01, 0x0D],
    };

    /// <summary>The curve of an id; null for one that is not among these.</summary>
    internal static CurveId? Find(ReadOnlySpan<byte> oid)
    {
        for (var curve = CurveId.P256; curve <= CurveId.BrainpoolP512r1; curve++)
            if (oid.SequenceEqual(curve.Oid()))
                return curve;
        return null;
    }
}
