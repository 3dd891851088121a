using System.Security.Cryptography;
using System.Text;
using FsCheck;
using FsCheck.Xunit;
using SMail.OpenPgp.Packets;
using SMail.OpenPgp.Tests.Support;

namespace SMail.OpenPgp.Tests.Hostile;

/// <summary>Whatever bytes are read, by whichever door: they are read, or refused with a code.</summary>
public sealed class AnyInputTests
{
    /// <summary>Reads all a stranger's message may ask for, so that nothing is refused before it is looked at.</summary>
    private static readonly OpenPgpPolicy Loose = new() { ReadsOldCiphers = true, ReadsUnprotectedMessages = true, MinModulusBits = 0, MaxArgon2MemoryKiB = 1024, MaxArgon2WorkKiB = 4096 };

    private static readonly SessionKey Session = SessionKey.Parse("9:" + new string('7', 64));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static DecryptOptions Options { get; } = new()
    {
        Policy = Loose,
        Keys = [TestKeys.Bob, TestKeys.Dora],
        Passwords = ["pw"u8.ToArray()],
        SessionKeys = [Session],
        Certificates = [TestKeys.Alice.Certificate, TestKeys.Dora.Certificate],
    };

    /// <summary>Honest bytes of every kind, to be damaged.</summary>
    private static Lazy<Task<byte[][]>> Honest { get; } = new(async () =>
    {
        var all = new List<byte[]>();
        foreach (var key in AnyKey.All.Select(k => AnyKey.Get(k.Family, k.Version)))
        {
            all.Add(key.Certificate.ToBytes());
            all.Add(key.ExportUnprotected());
            all.Add(await Pgp.SignDetachedAsync(new MemoryStream("text"u8.ToArray()), new() { Signers = [key] }, Token));
            all.Add(await Mail.EncryptAsync([1, 2, 3], key, key.Certificate, TestKeys.OldBob.Certificate));
        }
        all.Add(TestKeys.Alice.ExportProtected("pw"u8));
        all.Add(Encoding.ASCII.GetBytes(TestKeys.Dora.Certificate.ToArmor()));
        all.Add(Vectors.Read("a6-cleartext.asc"));
        all.Add(Vectors.Read("a7-inline-signed.asc"));
        all.AddRange(((string[])["a9-eax.asc", "a10-ocb.asc", "a11-gcm.asc"]).Select(name => AsciiArmor.Decode(Vectors.Read(name))));
        all.Add(Crafted.Of(PacketType.SymmetricallyEncryptedData, RandomNumberGenerator.GetBytes(100)));
        foreach (byte algorithm in (byte[])[0, 1, 2, 3])
            all.Add(Crafted.Of(PacketType.CompressedData, [algorithm, .. RandomNumberGenerator.GetBytes(60)]));
        all.Add(Crafted.Compressed(2, Crafted.Literal(new byte[500])));
        return [.. all];
    });

    [Property(MaxTest = 1000, Arbitrary = [typeof(MutationArbitrary)])]
    public async Task Honest_bytes_that_were_damaged(ushort which, Mutation[] mutations)
    {
        var honest = await Honest.Value;
        await ReadEverywhereAsync(Mutation.ApplyAll(mutations, honest[which % honest.Length]));
    }

    [Property(MaxTest = 400)]
    public Task Any_bytes(byte[] bytes) => ReadEverywhereAsync(bytes);

    /// <summary>Well framed, with any contents: what comes first in a packet is looked at, and versions are those there are.</summary>
    [Property(MaxTest = 1500)]
    public Task Packets_of_any_contents((byte Type, byte Version, byte[] Body)[] packets) =>
        ReadEverywhereAsync([.. packets.SelectMany(p => Packet.ToArray((PacketType)(1 + (p.Type % 22)), [(byte)(p.Version % 8), .. p.Body]))]);

    /// <summary>Properly encrypted, so that what is within is reached.</summary>
    [Property(MaxTest = 400, Arbitrary = [typeof(MutationArbitrary)])]
    public async Task Encrypted_bytes_that_were_damaged_before(ushort which, Mutation[] mutations)
    {
        var honest = await Honest.Value;
        await ReadEverywhereAsync(await Crafted.SealAsync(Mutation.ApplyAll(mutations, honest[which % honest.Length]), TestKeys.Bob.Certificate));
    }

    [Property(MaxTest = 200, Arbitrary = [typeof(MutationArbitrary)])]
    public async Task Armor_of_damaged_text(ushort which, Mutation[] mutations)
    {
        var honest = await Honest.Value;
        var bytes = honest[which % honest.Length];
        await ReadEverywhereAsync(Mutation.ApplyAll(mutations, Encoding.ASCII.GetBytes(AsciiArmor.Write(AsciiArmor.Message, bytes))));
    }

    [Property(MaxTest = 300)]
    public void Texts_that_may_be_keys_or_fingerprints(NonNull<string> text, byte cipher, bool hex)
    {
        var given = hex ? $"{cipher}:{Convert.ToHexString(Encoding.UTF8.GetBytes(text.Get))}" : text.Get;
        Coded(() => SessionKey.Parse(given).Dispose());
        Coded(() => Fingerprint.Parse(given));
    }

    private static async Task ReadEverywhereAsync(byte[] bytes)
    {
        var now = DateTimeOffset.UtcNow;
        Coded(() => _ = Certificate.Read(bytes, Loose) is { } read && read.CanEncrypt(now) && read.Merge(read).UserIds.Count == 0);
        Coded(() => _ = Certificate.ReadAll(bytes, Loose));
        Coded(() => SecretKey.Read(bytes).Dispose());
        Coded(() => SecretKey.ReadAll(bytes, new() { Policy = Loose, Passwords = Options.Passwords }).ToList().ForEach(key => key.Dispose()));
        Coded(() => _ = SecretKey.ReadCertificates(bytes, Loose));
        Assert.Equal(Pgp.InspectSealed(bytes), await Pgp.InspectSealedAsync(new MemoryStream(bytes), Token));
        await CodedAsync(async () => (await Pgp.DecryptAsync(new MemoryStream(bytes), Options, Token)).Dispose());
        await CodedAsync(async () => (await Pgp.DecryptAsync(new MemoryStream(), Options with { KeyPackets = bytes }, Token)).Dispose());
        await CodedAsync(async () =>
        {
            using var streamed = await Pgp.DecryptStreamingAsync(new TrickleStream(bytes, 50, 1), Options, Token);
            await streamed.Content.CopyToAsync(Stream.Null, Token);
        });
        await CodedAsync(async () => (await Pgp.VerifyInlineAsync(new MemoryStream(bytes), Options, Token)).Dispose());
        await CodedAsync(() => Pgp.VerifyDetachedAsync(new MemoryStream("text"u8.ToArray()), bytes, Options, Token));
        await CodedAsync(() => Pgp.DearmorAsync(new MemoryStream(bytes), Stream.Null, Token));
        await CodedAsync(() => Pgp.ArmorAsync(new MemoryStream(bytes), Stream.Null, Token));
        await CodedAsync(() => Pgp.SignCleartextAsync(new MemoryStream(bytes), Stream.Null, new() { Signers = [TestKeys.Alice] }, Token));
    }

    private static void Coded(Action read)
    {
        try
        {
            read();
        }
        catch (OpenPgpException e)
        {
            Assert.True(Enum.IsDefined(e.Code));
        }
    }

    private static async Task CodedAsync(Func<Task> read)
    {
        try
        {
            await read();
        }
        catch (OpenPgpException e)
        {
            Assert.True(Enum.IsDefined(e.Code));
        }
    }
}
