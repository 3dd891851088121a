using SMail.OpenPgp.Primitives;

namespace SMail.OpenPgp.Tests.Primitives;

/// <summary>The suite runs twice; each run says on what.</summary>
public sealed class PrimitiveSetTests
{
#if MANAGED_PRIMITIVES
    private const PrimitiveSet Expected = PrimitiveSet.Managed;
#else
    private const PrimitiveSet Expected = PrimitiveSet.Fastest;
#endif

    [Fact]
    public void This_run_is_on_the_set_it_is_meant_for()
    {
        Assert.Equal(Expected, PrimitiveSets.Default);
        using var hash = HashId.Sha256.Start();
        Assert.Equal(Expected == PrimitiveSet.Managed, hash is ManagedHash);
        using var aead = AeadCipher.Create(AeadId.Gcm, CipherId.Aes256, new byte[32]);
        Assert.Equal(Expected == PrimitiveSet.Managed, aead is ManagedAead);
        using var cfb = CfbCipher.Create(CipherId.Aes256, new byte[32]);
        Assert.Equal(Expected == PrimitiveSet.Managed, cfb is ManagedCfb);
        Assert.Equal(Expected == PrimitiveSet.Managed, PrimeCurve.Get(CurveId.P256) is ManagedCurve);
    }
}
