using SMail.OpenPgp.Packets;
using SMail.OpenPgp.Primitives;
using SMail.OpenPgp.Tests.Support;

namespace SMail.OpenPgp.Tests.Messages;

/// <summary>Key packets of passwords go with one version of the encrypted packet (RFC 9580, section 10.3.2.1).</summary>
public sealed class PasswordPairingTests
{
    private static readonly ReadOnlyMemory<byte> Password = "swordfish"u8.ToArray();

    [Fact]
    public async Task The_other_version_does_not_count()
    {
        using var unnamed = SessionKey.GenerateUnnamed(CipherId.Aes256);
        using var named = SessionKey.Read(CipherId.Aes256, unnamed.Key)!;
        var version4 = PasswordKey.Make(named, Password.Span);
        var version6 = PasswordKey.Make(unnamed, Password.Span);
        var old = await Crafted.BodyAsync(Crafted.Literal([1]), named);
        var modern = await ModernAsync(Crafted.Literal([2]), unnamed);
        var options = new DecryptOptions { Passwords = [Password] };
        Assert.Equal(OpenPgpError.NoDecryptionKey, await Mail.RefusalAsync([.. version4, .. modern], options));
        Assert.Equal(OpenPgpError.NoDecryptionKey, await Mail.RefusalAsync([.. version6, .. old], options));
        Assert.Equal([1], (await Mail.DecryptAsync([.. version6, .. version4, .. old], options)).Plaintext);
        Assert.Equal([2], (await Mail.DecryptAsync([.. version4, .. version6, .. modern], options)).Plaintext);
    }

    private static async Task<byte[]> ModernAsync(byte[] inside, SessionKey sessionKey)
    {
        using var body = new MemoryStream();
        using var writer = new Seipd2Writer(body, Seipd2Header.Make(new(CipherId.Aes256, AeadId.Ocb)), sessionKey, length: null);
        await writer.WriteAsync(inside, TestContext.Current.CancellationToken);
        await writer.CompleteAsync(TestContext.Current.CancellationToken);
        return Packet.ToArray(PacketType.IntegrityProtectedData, body.ToArray());
    }
}
