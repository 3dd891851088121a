using System.Security.Cryptography;
using System.Text;
using FsCheck;
using FsCheck.Xunit;
using SMail.OpenPgp.Packets;
using SMail.OpenPgp.Primitives;
using SMail.OpenPgp.Tests.Support;

namespace SMail.OpenPgp.Tests.Hostile;

/// <summary>A message that was changed never gives other plaintext, nor a good verdict on it, nor any error but a coded one.</summary>
public sealed class MutationTests
{
    private static readonly byte[] Text = Encoding.UTF8.GetBytes("First line\n- a dash\n\nGrüße, 世界\n" + string.Join('\n', Enumerable.Repeat("of many lines", 20)));

    private static readonly SecretKey[] Signers = [TestKeys.Alice, TestKeys.Dora];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static DecryptOptions Options { get; } = new() { Keys = [TestKeys.Bob], Certificates = [TestKeys.Alice.Certificate, TestKeys.Dora.Certificate] };

    /// <summary>Version 1, and version 2 under every mode with chunks so short that there are many.</summary>
    private static Lazy<Task<byte[][]>> Encrypted { get; } = new(async () =>
    {
        byte[] literal = Crafted.Literal(Text);
        var (outerPass, outer) = Crafted.Sign(TestKeys.Dora, Text, isLast: false);
        var (onePass, signature) = Crafted.Sign(TestKeys.Alice, Text);
        byte[] inside = [.. outerPass, .. onePass, .. literal, .. signature, .. outer];
        var recipient = TestKeys.Bob.Certificate.Contents.EncryptionKey(DateTimeOffset.UtcNow)!;
        using var named = SessionKey.Generate(CipherId.Aes256);
        using var unnamed = SessionKey.GenerateUnnamed(CipherId.Aes256);
        byte[][] messages = [[.. EncryptedKey.Make(recipient, named), .. await Crafted.BodyAsync(inside, named)]];
        for (byte aead = 1; aead <= 3; aead++)
            messages = [.. messages, [.. EncryptedKey.Make(recipient, unnamed), .. await Crafted.BodyAsync(inside, unnamed, new(CipherId.Aes256, (AeadId)aead), chunk: 0)]];
        return messages;
    });

    private static Lazy<Task<byte[][]>> Inline { get; } = new(async () =>
    {
        var messages = new List<byte[]>();
        foreach (var (asText, armor) in ((bool, bool)[])[(false, false), (false, true), (true, true)])
        {
            using var message = new MemoryStream();
            await Pgp.SignInlineAsync(new MemoryStream(Text), message, new() { Signers = Signers, AsText = asText, Armor = armor }, Token);
            messages.Add(message.ToArray());
        }
        return [.. messages];
    });

    private static Lazy<Task<byte[]>> Cleartext { get; } = new(async () =>
    {
        using var message = new MemoryStream();
        await Pgp.SignCleartextAsync(new MemoryStream(Text), message, new() { Signers = Signers }, Token);
        return message.ToArray();
    });

    [Property(MaxTest = 1200, Arbitrary = [typeof(MutationArbitrary)])]
    public async Task Encrypted_messages(byte which, Mutation[] mutations, bool streams)
    {
        var messages = await Encrypted.Value;
        var version = which % messages.Length;
        var changed = Mutation.ApplyAll(mutations, messages[version]);
        using var read = new MemoryStream();
        IReadOnlyList<SignatureVerdict> verdicts = [];
        try
        {
            if (streams && version > 0)
            {
                using var streamed = await Pgp.DecryptStreamingAsync(new MemoryStream(changed), Options, Token);
                await streamed.Content.CopyToAsync(read, Token);
                verdicts = streamed.Signatures;
            }
            else
            {
                using var decrypted = await Pgp.DecryptAsync(new MemoryStream(changed), Options, Token);
                await decrypted.Content.CopyToAsync(read, Token);
                verdicts = decrypted.Signatures;
            }
        }
        catch (OpenPgpException e)
        {
            Assert.True(Enum.IsDefined(e.Code));
            // Streaming may have released a beginning, and nothing else.
            Assert.True(Text.AsSpan().StartsWith(read.ToArray()));
            return;
        }
        Assert.Equal(Text, read.ToArray());
        Assert.Equal([SignatureStatus.Good, SignatureStatus.Good], verdicts.Select(v => v.Status));
    }

    [Property(MaxTest = 1200, Arbitrary = [typeof(MutationArbitrary)])]
    public async Task Messages_signed_inline(byte which, Mutation[] mutations)
    {
        var messages = await Inline.Value;
        var (content, verdicts) = await VerifyAsync(Mutation.ApplyAll(mutations, messages[which % messages.Length]));
        foreach (var verdict in verdicts.Where(v => v.Status == SignatureStatus.Good))
            Assert.Equal(verdict.IsText ? Canonical(Text) : Text, verdict.IsText ? Canonical(content) : content);
    }

    [Property(MaxTest = 1200, Arbitrary = [typeof(MutationArbitrary)])]
    public async Task Texts_with_a_signature_below(Mutation[] mutations)
    {
        var (content, verdicts) = await VerifyAsync(Mutation.ApplyAll(mutations, await Cleartext.Value));
        if (verdicts.Any(v => v.Status == SignatureStatus.Good))
            Assert.Equal(Text, content);
    }

    /// <summary>A changed signature that is still good says the same: what changed is a hint that is not signed.</summary>
    [Property(MaxTest = 1200, Arbitrary = [typeof(MutationArbitrary)])]
    public async Task Detached_signatures(byte which, Mutation[] mutations, bool ofData)
    {
        var signer = Signers[which % Signers.Length];
        var signature = Signatures[which % Signers.Length];
        var data = ofData ? Mutation.ApplyAll(mutations, Text) : Text;
        var changed = ofData ? signature : Mutation.ApplyAll(mutations, signature);
        IReadOnlyList<SignatureVerdict> verdicts;
        try
        {
            verdicts = await Pgp.VerifyDetachedAsync(new MemoryStream(data), changed, Options, Token);
        }
        catch (OpenPgpException e)
        {
            Assert.True(Enum.IsDefined(e.Code));
            return;
        }
        if (verdicts.All(v => v.Status != SignatureStatus.Good))
            return;
        Assert.Equal(Text, data);
        var original = SignaturePacket.Read(Packet.ReadAll(signature)[0].Body.Span);
        foreach (var (verdict, packet) in verdicts.Zip(Packet.ReadAll(changed).Where(p => p.Type == PacketType.Signature)).Where(v => v.First.Status == SignatureStatus.Good))
        {
            Assert.Same(signer.Certificate, verdict.Signer);
            var read = SignaturePacket.Read(packet.Body.Span);
            Assert.Equal(original.Signed.ToArray(), read.Signed.ToArray());
            Assert.Equal(original.Salt.ToArray(), read.Salt.ToArray());
            Assert.Equal(original.Fields.ToArray(), read.Fields.ToArray());
        }
    }

    private static byte[][] Signatures { get; } =
        [.. Signers.Select(signer => Pgp.SignDetachedAsync(new MemoryStream(Text), new() { Signers = [signer] }, Token).GetAwaiter().GetResult())];

    private static byte[] Canonical(byte[] text) => Encoding.Latin1.GetBytes(Encoding.Latin1.GetString(text).Replace("\r\n", "\n", StringComparison.Ordinal));

    private static async Task<(byte[] Content, IReadOnlyList<SignatureVerdict> Verdicts)> VerifyAsync(byte[] message)
    {
        try
        {
            using var verified = await Pgp.VerifyInlineAsync(new MemoryStream(message), Options, Token);
            using var content = new MemoryStream();
            await verified.Content.CopyToAsync(content, Token);
            return (content.ToArray(), verified.Signatures);
        }
        catch (OpenPgpException e)
        {
            Assert.True(Enum.IsDefined(e.Code));
            return ([], []);
        }
    }
}
