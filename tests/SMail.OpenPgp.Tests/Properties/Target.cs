using Org.BouncyCastle.Utilities.Bzip2;
using SMail.OpenPgp.Packets;
using SMail.OpenPgp.Primitives;
using SMail.OpenPgp.Tests.Support;

namespace SMail.OpenPgp.Tests.Properties;

/// <summary>A whole encrypted message.</summary>
public sealed record Message(Target Of);

/// <summary>What stands inside an encrypted packet.</summary>
public sealed record Inside(Target Of);

/// <summary>A good message that is going to be damaged, made once.</summary>
public sealed class Target
{
    private static readonly byte[] Small = new Content(700, 1).ToBytes();

    private static readonly byte[] Large = new Content(150_000, 2).ToBytes();

    private readonly Lazy<byte[]> bytes;

    private Target(string name, byte[] plaintext, Func<Task<byte[]>> make) =>
        (Name, Plaintext, bytes) = (name, plaintext, new(() => Task.Run(make).GetAwaiter().GetResult()));

    public string Name { get; }

    public byte[] Plaintext { get; }

    public byte[] Bytes => bytes.Value;

    internal static DecryptOptions Options => new() { Keys = [TestKeys.Dora, TestKeys.Bob], Certificates = [TestKeys.Alice.Certificate, TestKeys.Dora.Certificate], MaxPlaintextBytes = 10 << 20 };

    /// <summary>What stands inside the encrypted packet, plain and compressed in every way.</summary>
    internal static readonly Target[] Insides =
    [
        new("one signature", Small, () => Task.FromResult(Inside(TestKeys.Alice))),
        new("two signatures", Small, () => Task.FromResult(Inside(TestKeys.Alice, TestKeys.Dora))),
        new("prefixed signature", Small, () => Task.FromResult<byte[]>([.. Crafted.Sign(TestKeys.Dora, Small).Signature, .. Crafted.Literal(Small)])),
        new("deflated", Small, () => Task.FromResult(Crafted.Compressed(1, Inside(TestKeys.Alice)))),
        new("zlib, twice", Small, () => Task.FromResult(Crafted.Compressed(2, Crafted.Compressed(2, Inside(TestKeys.Dora))))),
        new("bzip2", Small, () => Task.FromResult(BZip2(Inside(TestKeys.Alice)))),
    ];

    internal static readonly Target[] Messages =
    [
        .. from kind in Enum.GetValues<BodyKind>()
           from isLarge in (bool[])[false, true]
           from armored in (bool[])[false, true]
           select Encrypted(kind, isLarge ? Large : Small, armored),
        new("EAX, small chunks", Small, () => SealAsync(Inside(TestKeys.Alice), new(CipherId.Aes192, AeadId.Eax), 0)),
        new("OCB, small chunks", Small, () => SealAsync(Inside(TestKeys.Alice), AeadSuite.Mandatory, 0)),
        new("GCM, compressed", Small, () => SealAsync(Crafted.Compressed(2, Inside(TestKeys.Alice)), new(CipherId.Aes256, AeadId.Gcm), 2)),
        new("version 1, compressed", Small, () => Crafted.SealAsync(Crafted.Compressed(2, Inside(TestKeys.Alice)), TestKeys.Bob.Certificate)),
    ];

    internal static async Task<byte[]> SealAsync(byte[] inside, AeadSuite suite, byte chunk)
    {
        using var sessionKey = SessionKey.GenerateUnnamed(suite.Cipher);
        return [.. EncryptedKey.Make(TestKeys.Dora.Certificate.Contents.EncryptionKey(DateTimeOffset.UtcNow)!, sessionKey), .. await Crafted.BodyAsync(inside, sessionKey, suite, chunk)];
    }

    public override string ToString() => Name;

    private static Target Encrypted(BodyKind kind, byte[] plaintext, bool armored) => new($"{kind}, {plaintext.Length}, armored {armored}", plaintext, async () =>
    {
        using var message = new MemoryStream();
        await Pgp.EncryptAsync(new TrickleStream(plaintext, 60_000), message, new()
        {
            Recipients = [TestKeys.Dora.Certificate, KeyPool.Companion(kind, isVersion6: false).Certificate],
            Signers = [TestKeys.Alice, TestKeys.Dora],
            Armor = armored,
        });
        return message.ToArray();
    });

    private static byte[] Inside(params SecretKey[] signers)
    {
        var made = signers.Select((signer, i) => Crafted.Sign(signer, Small, isLast: i == signers.Length - 1)).ToList();
        return [.. made.SelectMany(m => m.OnePass), .. Crafted.Literal(Small), .. made.AsEnumerable().Reverse().SelectMany(m => m.Signature)];
    }

    private static byte[] BZip2(byte[] packets)
    {
        using var output = new MemoryStream();
        output.WriteByte(3);
        using (var compressor = new CBZip2OutputStream(output))
            compressor.Write(packets);
        return Packet.ToArray(PacketType.CompressedData, output.ToArray());
    }
}
