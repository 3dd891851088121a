using System.Security.Cryptography;

namespace SMail.OpenPgp.Primitives;

/// <summary>ECDSA and ECDH on one of the curves over prime fields. Scalars and halves of signatures have the size of the field.</summary>
internal abstract class PrimeCurve
{
    private protected PrimeCurve(CurveId id) => Id = id;

    internal CurveId Id { get; }

    internal static PrimeCurve Get(CurveId id) => Get(id, PrimitiveSets.Default);

    internal static PrimeCurve Get(CurveId id, PrimitiveSet set) =>
        set is PrimitiveSet.Fastest && id.IsNist() ? new PlatformCurve(id) : new ManagedCurve(id);

    /// <summary>Makes a key pair.</summary>
    internal void Generate(Span<byte> secret, Span<byte> point)
    {
        Check(secret.Length == Id.FieldSize() && point.Length == Id.PointSize());
        GenerateCore(secret, point);
    }

    /// <summary>The point of a secret scalar; false for a scalar that is zero or not below the curve's order.</summary>
    internal bool TryPublicPoint(ReadOnlySpan<byte> secret, Span<byte> point)
    {
        Check(secret.Length == Id.FieldSize() && point.Length == Id.PointSize());
        return TryPublicPointCore(secret, point);
    }

    internal void Sign(ReadOnlySpan<byte> secret, HashId hash, ReadOnlySpan<byte> digest, Span<byte> signature)
    {
        Check(secret.Length == Id.FieldSize() && signature.Length == 2 * Id.FieldSize() && digest.Length == hash.Size());
        SignCore(secret, hash, digest, signature);
    }

    /// <summary>Whether the signature fits; never for a point that is not on the curve.</summary>
    internal bool Verify(ReadOnlySpan<byte> point, ReadOnlySpan<byte> digest, ReadOnlySpan<byte> signature)
    {
        Check(signature.Length == 2 * Id.FieldSize());
        return HasForm(point) && VerifyCore(point, digest, signature);
    }

    /// <summary>The first coordinate of the shared point; false for a peer's point that is not on the curve.</summary>
    internal bool Agree(ReadOnlySpan<byte> secret, ReadOnlySpan<byte> peer, Span<byte> shared)
    {
        Check(secret.Length == Id.FieldSize() && shared.Length == Id.FieldSize());
        return HasForm(peer) && AgreeCore(secret, peer, shared);
    }

    private protected abstract void GenerateCore(Span<byte> secret, Span<byte> point);

    private protected abstract bool TryPublicPointCore(ReadOnlySpan<byte> secret, Span<byte> point);

    private protected abstract void SignCore(ReadOnlySpan<byte> secret, HashId hash, ReadOnlySpan<byte> digest, Span<byte> signature);

    private protected abstract bool VerifyCore(ReadOnlySpan<byte> point, ReadOnlySpan<byte> digest, ReadOnlySpan<byte> signature);

    private protected abstract bool AgreeCore(ReadOnlySpan<byte> secret, ReadOnlySpan<byte> peer, Span<byte> shared);

    private bool HasForm(ReadOnlySpan<byte> point) => point.Length == Id.PointSize() && point[0] == Curves.Uncompressed;

    private static void Check(bool sizesFit)
    {
        if (!sizesFit)
            throw new CryptographicException("A scalar, point, digest or signature does not have its size.");
    }
}
