using FsCheck;
using FsCheck.Fluent;
using SMail.OpenPgp.Packets;
using SMail.OpenPgp.Tests.Support;

namespace SMail.OpenPgp.Tests.Properties;

/// <summary>Bytes that may be a certificate or a secret key.</summary>
public sealed record KeyInput(AnyInput Of);

/// <summary>Bytes that may be an encrypted or a signed message, or a signature.</summary>
public sealed record MessageInput(AnyInput Of);

/// <summary>Bytes from anyone: noise, noise in the form of packets or armor, and honest inputs of every kind, damaged.</summary>
public sealed record AnyInput(string Kind, byte[] Bytes)
{
    /// <summary>Cheap to unlock, so that many tries are.</summary>
    internal static readonly byte[] Password = [.. "pw"u8];

    /// <summary>Larger honest inputs only make the tries slower.</summary>
    private static readonly byte[] Data = new Content(300, 4).ToBytes();

    private static readonly Lazy<Dictionary<string, byte[]>> Honest = new(() => Task.Run(MakeAsync).GetAwaiter().GetResult());

    /// <summary>Packet types and versions that are read, and some that are not.</summary>
    private static readonly Gen<byte[]> NoisePacket =
        from type in Gen.OneOf(Gen.Choose(0, 63), Gen.Elements(1, 2, 3, 4, 5, 6, 7, 8, 11, 13, 14, 17, 18, 20, 21))
        from version in Gen.OneOf(Gen.Choose(0, 7), Gen.Choose(0, 255))
        from algorithm in Gen.OneOf(Gen.Choose(1, 30), Gen.Choose(0, 255))
        from body in Noise
        select Packet.ToArray((PacketType)type, [(byte)version, .. body.Take(4), (byte)algorithm, .. body.Skip(4)]);

    /// <summary>Mostly honest inputs of the kinds asked for, damaged.</summary>
    internal static Gen<AnyInput> Of(params string[] kinds) => Gen.Frequency(
        (1, Noise.Select(bytes => new AnyInput("noise", bytes))),
        (2, NoisePacket.ArrayOf(3).Select(packets => new AnyInput("packets", [.. packets.SelectMany(p => p)]))),
        (1, NoisePacket.Select(packet => new AnyInput("armor", System.Text.Encoding.ASCII.GetBytes(AsciiArmor.Write(AsciiArmor.Message, packet))))),
        (1, AnyHonest(kinds)),
        (10, AnyHonest(kinds).SelectMany(input => Generators.SomeDamage().Generator
            .Select(damage => new AnyInput($"{input.Kind}, {damage}", damage.Apply(input.Bytes))))));

    private static Gen<AnyInput> AnyHonest(string[] kinds) =>
        Gen.Elements(Honest.Value.Where(i => kinds.Length == 0 || Array.Exists(kinds, kind => i.Key.Contains(kind, StringComparison.Ordinal))).ToArray())
            .Select(i => new AnyInput(i.Key, i.Value));

    private static Gen<byte[]> Noise => Gen.Elements(0, 1, 2, 5, 20, 100, 1000).SelectMany(max => Gen.Choose(0, max))
        .SelectMany(size => Gen.Choose(0, int.MaxValue).Select(seed => new Content(size, seed).ToBytes()));

    public override string ToString() => $"{Kind}: {Convert.ToHexString(Bytes)}";

    private static async Task<Dictionary<string, byte[]>> MakeAsync()
    {
        var inputs = new Dictionary<string, byte[]>();
        foreach (var name in AnyKeyName.All)
        {
            inputs[$"certificate {name}"] = name.Key.Certificate.ToBytes();
            inputs[$"secret key {name}"] = name.Key.ExportUnprotected();
            inputs[$"locked key {name}"] = CheaplyLocked.Export(name.Key, Password);
            inputs[$"signature {name}"] = await Pgp.SignDetachedAsync(new MemoryStream(Data), new() { Signers = [name.Key] });
            inputs[$"message {name}"] = await Mail.EncryptAsync(Data, name.Key, name.Key.Certificate, TestKeys.Dora.Certificate, KeyPool.Companion(BodyKind.Version1, isVersion6: false).Certificate);
            inputs[$"inline {name}"] = await WriteAsync(output => Pgp.SignInlineAsync(new MemoryStream(Data), output, new() { Signers = [name.Key] }));
            inputs[$"cleartext {name}"] = await WriteAsync(output => Pgp.SignCleartextAsync(new MemoryStream([.. "a\n- b\n"u8]), output, new() { Signers = [name.Key] }));
        }
        foreach (var target in Target.Messages.Where(t => t.Bytes.Length < 5000))
            inputs[$"message {target.Name}"] = target.Bytes;
        foreach (var target in Target.Insides)
            inputs[$"inline {target.Name}"] = target.Bytes;
        foreach (var (name, bytes) in inputs.Where(i => (i.Value[0] & 0x80) != 0).ToList())
            inputs[$"armored {name}"] = [.. name.Length % 2 == 0 ? System.Text.Encoding.UTF8.GetPreamble() : [], .. await WriteAsync(output => Pgp.ArmorAsync(new MemoryStream(bytes), output))];
        inputs["certificate, two"] = [.. TestKeys.Bob.Certificate.ToBytes(), .. TestKeys.Dora.Certificate.ToBytes()];
        inputs["session key"] = [.. "9:000102030405060708090A0B0C0D0E0F000102030405060708090A0B0C0D0E0F"u8];
        inputs["fingerprint"] = System.Text.Encoding.ASCII.GetBytes(TestKeys.Bob.Certificate.Fingerprint.ToString());
        return inputs;
    }

    private static async Task<byte[]> WriteAsync(Func<Stream, Task> write)
    {
        using var output = new MemoryStream();
        await write(output);
        return output.ToArray();
    }
}
