using BenchmarkDotNet.Attributes;
using SMail.Benchmarks.Engine;

namespace SMail.Benchmarks.Questions;

/// <summary>Which cipher of SEIPD v2 is the faster one? 25 MiB, Curve25519.</summary>
public class BodyVersion2 : MessageQuestion
{
    [Params(BodyKind.Seipd2Ocb, BodyKind.Seipd2Gcm)]
    public BodyKind Kind { get; set; }

    [Benchmark, BenchmarkCategory("decrypt+verify")]
    public void OpenOursStreaming() => OpenStreaming();

    private protected override (BenchKey Key, BareKeys Keys, BodyKind Kind, int Size) Ask() =>
        (BenchKey.Curve25519(Kind), BareKeys.Curve25519(), Kind, 25 << 20);
}
