using BenchmarkDotNet.Attributes;
using SMail.Benchmarks.Engine;

namespace SMail.Benchmarks.Questions;

/// <summary>What do the public-key algorithms cost? 10 KiB, SEIPD v2 OCB.</summary>
public class KeyAlgorithms : MessageQuestion
{
    [Params("Curve25519", "RSA-3072")]
    public string Algorithm { get; set; } = "";

    private protected override (BenchKey Key, BareKeys Keys, BodyKind Kind, int Size) Ask() => Algorithm == "RSA-3072"
        ? (BenchKey.Rsa3072(BodyKind.Seipd2Ocb), BareKeys.Rsa3072(), BodyKind.Seipd2Ocb, 10 << 10)
        : (BenchKey.Curve25519(BodyKind.Seipd2Ocb), BareKeys.Curve25519(), BodyKind.Seipd2Ocb, 10 << 10);
}
