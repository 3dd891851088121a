using BenchmarkDotNet.Attributes;
using SMail.Benchmarks.Engine;

namespace SMail.Benchmarks.Questions;

/// <summary>How do time and memory grow with the message? Curve25519, SEIPD v2 OCB.</summary>
public class MessageSizes : MessageQuestion
{
    [Params(1 << 10, 10 << 10, 100 << 10, 25 << 20)]
    public int Size { get; set; }

    [Benchmark, BenchmarkCategory("decrypt+verify")]
    public void OpenOursStreaming() => OpenStreaming();

    private protected override (BenchKey Key, BareKeys Keys, BodyKind Kind, int Size) Ask() =>
        (BenchKey.Curve25519(BodyKind.Seipd2Ocb), BareKeys.Curve25519(), BodyKind.Seipd2Ocb, Size);
}
