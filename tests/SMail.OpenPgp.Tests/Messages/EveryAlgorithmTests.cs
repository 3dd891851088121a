using System.Security.Cryptography;
using System.Text;
using FsCheck;
using FsCheck.Xunit;
using SMail.OpenPgp.Packets;
using SMail.OpenPgp.Primitives;
using SMail.OpenPgp.Tests.Support;

namespace SMail.OpenPgp.Tests.Messages;

/// <summary>Every algorithm of keys, with every form of the encrypted packet, at generated sizes and through streams cut anywhere.</summary>
public sealed class EveryAlgorithmTests
{
    private static readonly byte[] Ciphers = [7, 8, 9];

    /// <summary>Who reads along decides the form: everything; GCM only; what all must have; version 1.</summary>
    private static readonly SecretKey[] Others = [TestKeys.Dora, TestKeys.BobWith(9, 3), TestKeys.BobWith(), TestKeys.OldBob];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Property(MaxTest = 2)]
    public async Task What_is_written_is_read(NonNegativeInt some, PositiveInt[] source, PositiveInt[] wire, bool hides, bool armor)
    {
        foreach (var (key, plaintext) in KeysAndPlaintexts(some))
        {
            var options = new DecryptOptions { Keys = [key], Certificates = [key.Certificate] };
            foreach (var other in Others)
            {
                using var message = new MemoryStream();
                var encrypt = new EncryptOptions { Recipients = [other.Certificate, key.Certificate], Signers = [key], HidesRecipients = hides, Armor = armor };
                await Pgp.EncryptAsync(new TrickleStream(plaintext, Cuts(source)), message, encrypt, Token);
                using var read = await Pgp.DecryptAsync(new TrickleStream(message.ToArray(), Cuts(wire)), options, Token);
                await CheckAsync(plaintext, read.Content, read.Signatures);
                if (read.SessionKey!.Cipher is not null)
                    continue;
                using var streamed = await Pgp.DecryptStreamingAsync(new TrickleStream(message.ToArray(), Cuts(wire)), options, Token);
                await CheckAsync(plaintext, streamed.Content, []);
                Assert.Equal(SignatureStatus.Good, Assert.Single(streamed.Signatures).Status);
            }
        }
    }

    /// <summary>Forms that others write: every cipher of both versions, every mode, every size of chunk.</summary>
    [Property(MaxTest = 2)]
    public async Task What_others_write_is_read(NonNegativeInt some, PositiveInt[] wire, NonNegativeInt chunk)
    {
        foreach (var (key, plaintext) in KeysAndPlaintexts(some))
        {
            var (onePass, signature) = Crafted.Sign(key, plaintext);
            byte[] inside = [.. onePass, .. Crafted.Literal(plaintext), .. signature];
            var recipient = key.Certificate.Contents.EncryptionKey(DateTimeOffset.UtcNow)!;
            foreach (var cipher in Ciphers)
            {
                using var named = SessionKey.Generate((CipherId)cipher);
                await ReadAsync(key, plaintext, wire, [.. EncryptedKey.Make(recipient, named), .. await Crafted.BodyAsync(inside, named)]);
                // Elgamal has no key packets of version 6.
                for (byte aead = 1; aead <= 3 && recipient.Algorithm != PublicKeyAlgorithm.Elgamal; aead++)
                {
                    using var unnamed = SessionKey.GenerateUnnamed((CipherId)cipher);
                    var body = await Crafted.BodyAsync(inside, unnamed, new((CipherId)cipher, (AeadId)aead), (byte)(chunk.Get % 17));
                    await ReadAsync(key, plaintext, wire, [.. EncryptedKey.Make(recipient, unnamed), .. body]);
                }
            }
        }
    }

    [Property(MaxTest = 6)]
    public async Task What_is_signed_verifies_beside_around_and_below(NonNegativeInt some, PositiveInt[] source, PositiveInt[] wire, bool asText, bool armor)
    {
        foreach (var (key, bytes) in KeysAndPlaintexts(some))
        {
            var data = Encoding.ASCII.GetBytes(string.Join('\n', Convert.ToBase64String(bytes).Chunk(70).Select(line => new string(line))));
            var sign = new SignOptions { Signers = [key], AsText = asText, Armor = armor };
            var verify = new VerifyOptions { Certificates = [key.Certificate] };
            var detached = await Pgp.SignDetachedAsync(new TrickleStream(data, Cuts(source)), sign, Token);
            Assert.Equal(SignatureStatus.Good, Assert.Single(await Pgp.VerifyDetachedAsync(new TrickleStream(data, Cuts(wire)), detached, verify, Token)).Status);
            foreach (var signAsync in (Func<Stream, Stream, Task>[])[(from, to) => Pgp.SignInlineAsync(from, to, sign, Token), (from, to) => Pgp.SignCleartextAsync(from, to, sign, Token)])
            {
                using var message = new MemoryStream();
                await signAsync(new TrickleStream(data, Cuts(source)), message);
                using var verified = await Pgp.VerifyInlineAsync(new TrickleStream(message.ToArray(), Cuts(wire)), verify, Token);
                await CheckAsync(data, verified.Content, verified.Signatures);
            }
        }
    }

    [Property(MaxTest = 6)]
    public async Task Passwords_open_what_they_closed(NonNegativeInt some, PositiveInt[] source, PositiveInt[] wire, NonEmptyString word)
    {
        var (plaintext, password) = (RandomNumberGenerator.GetBytes(Size(some.Get)), Encoding.UTF8.GetBytes(word.Get));
        foreach (var profile in OpenPgpProfile.All)
        {
            using var message = new MemoryStream();
            var options = new EncryptOptions { Recipients = [], Passwords = [password], Profile = profile, Signers = [TestKeys.Dora] };
            await Pgp.EncryptAsync(new TrickleStream(plaintext, Cuts(source)), message, options, Token);
            using var read = await Pgp.DecryptAsync(new TrickleStream(message.ToArray(), Cuts(wire)), new() { Passwords = [password], Certificates = [TestKeys.Dora.Certificate] }, Token);
            await CheckAsync(plaintext, read.Content, read.Signatures);
        }
    }

    private static async Task ReadAsync(SecretKey key, byte[] plaintext, PositiveInt[] wire, byte[] message)
    {
        using var read = await Pgp.DecryptAsync(new TrickleStream(message, Cuts(wire)), new() { Keys = [key], Certificates = [key.Certificate] }, Token);
        await CheckAsync(plaintext, read.Content, read.Signatures);
    }

    private static async Task CheckAsync(byte[] expected, Stream content, IReadOnlyList<SignatureVerdict> signatures)
    {
        using var read = new MemoryStream();
        await content.CopyToAsync(read, 1 + (expected.Length / 3), Token);
        Assert.Equal(expected, read.ToArray());
        Assert.All(signatures, s => Assert.Equal(SignatureStatus.Good, s.Status));
    }

    /// <summary>Every case has sizes of every kind.</summary>
    private static IEnumerable<(SecretKey Key, byte[] Plaintext)> KeysAndPlaintexts(NonNegativeInt some) =>
        AnyKey.All.Select((key, i) => (AnyKey.Get(key.Family, key.Version), RandomNumberGenerator.GetBytes(Size(some.Get + i))));

    /// <summary>Nothing, a little, around the sizes of blocks and buffers, and more than several of them.</summary>
    private static int Size(int some) => (some % 4) switch
    {
        0 => some % 3,
        1 => some * 31 % 2000,
        2 => 65_440 + (some * 7 % 200),
        _ => some * 4099 % 300_000,
    };

    private static int[] Cuts(PositiveInt[] cuts) => [.. cuts.Select(c => c.Get * c.Get * 13), 50_000];
}
