using SMail.Benchmarks.Engine;

namespace SMail.Benchmarks.Questions;

/// <summary>What does SEIPD v1 cost, which every other program reads? 25 MiB, Curve25519. It can't be streamed.</summary>
public class BodyVersion1 : MessageQuestion
{
    private protected override (BenchKey Key, BareKeys Keys, BodyKind Kind, int Size) Ask() =>
        (BenchKey.Curve25519(BodyKind.Seipd1), BareKeys.Curve25519(), BodyKind.Seipd1, 25 << 20);
}
