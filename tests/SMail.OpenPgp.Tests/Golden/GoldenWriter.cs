using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using SMail.OpenPgp.Packets;
using SMail.OpenPgp.Primitives;
using SMail.OpenPgp.Tests.Support;

namespace SMail.OpenPgp.Tests.Golden;

/// <summary>Writes one file of each kind, once for a release: <c>--explicit only --filter-class '*GoldenWriter'</c>.</summary>
public sealed class GoldenWriter
{
    internal const string Text = "Written once, to be read for good.\n- a dash\n";

    internal static ReadOnlyMemory<byte> Password { get; } = "golden"u8.ToArray();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact(Explicit = true)]
    public async Task Write()
    {
        var folder = FolderOf(typeof(Pgp).Assembly.GetName().Version!.ToString(3));
        Assert.False(Directory.Exists(folder), "The files of a release are written once.");
        Directory.CreateDirectory(folder);
        using var v4 = TestKeys.New("Golden Four <four@example.org>");
        using var v6 = TestKeys.New6("Golden Six <six@example.org>");
        foreach (var (name, bytes) in await MakeAsync(v4, v6).ToListAsync(Token))
            await File.WriteAllBytesAsync(Path.Combine(folder, name), bytes, Token);
    }

    private static async IAsyncEnumerable<(string Name, byte[] Bytes)> MakeAsync(SecretKey v4, SecretKey v6)
    {
        foreach (var (key, version) in ((SecretKey, string)[])[(v4, "v4"), (v6, "v6")])
        {
            yield return ($"certificate-{version}.pgp", key.Certificate.ToBytes());
            yield return ($"certificate-{version}.asc", Encoding.ASCII.GetBytes(key.Certificate.ToArmor()));
            yield return ($"secret-{version}.pgp", key.ExportUnprotected());
            yield return ($"secret-locked-{version}.pgp", key.ExportProtected(Password.Span));
            yield return ($"detached-{version}.pgp", await Pgp.SignDetachedAsync(Data(), new() { Signers = [key] }, Token));
            yield return ($"inline-{version}.pgp", await OutputAsync(to => Pgp.SignInlineAsync(Data(), to, new() { Signers = [key] }, Token)));
            yield return ($"cleartext-{version}.asc", await OutputAsync(to => Pgp.SignCleartextAsync(Data(), to, new() { Signers = [key] }, Token)));
        }
        Certificate[] both = [v4.Certificate, v6.Certificate];
        SecretKey[] signers = [v4, v6];
        yield return ("seipd1.pgp", await EncryptAsync(new() { Recipients = [OldCopy(v4), v6.Certificate], Signers = signers }));
        yield return ("seipd2-ocb.pgp", await EncryptAsync(new() { Recipients = both, Signers = signers }));
        yield return ("seipd2-gcm.pgp", await SealAsync(both, AeadId.Gcm));
        yield return ("seipd2-eax.pgp", await SealAsync(both, AeadId.Eax));
        yield return ("armored.asc", await EncryptAsync(new() { Recipients = both, Signers = signers, Armor = true }));
        yield return ("hidden.pgp", await EncryptAsync(new() { Recipients = both, Signers = signers, HidesRecipients = true }));
        yield return ("skesk4.pgp", await EncryptAsync(new() { Recipients = [], Passwords = [Password] }));
        yield return ("skesk6.pgp", await EncryptAsync(new() { Recipients = [], Passwords = [Password], Profile = OpenPgpProfile.Rfc9580 }));
        var (keys, body) = await Mail.EncryptBodyAsync(Encoding.UTF8.GetBytes(Text), new() { Recipients = both, Signers = signers });
        yield return ("split-key-v4.pgp", keys[0].Bytes.ToArray());
        yield return ("split-key-v6.pgp", keys[1].Bytes.ToArray());
        yield return ("split-body.pgp", body);
    }

    /// <summary>As one sees the key who reads version 1 of the encrypted packet only.</summary>
    private static Certificate OldCopy(SecretKey key) => new CertificateEditor(key).RemoveSignatures(SignatureType.PositiveCertification)
        .Certify(DateTimeOffset.UtcNow, CertificateEditor.Flags(KeyFlags.Certify | KeyFlags.Sign)).Certificate;

    private static async Task<byte[]> SealAsync(Certificate[] recipients, AeadId aead)
    {
        using var sessionKey = SessionKey.GenerateUnnamed(CipherId.Aes256);
        var header = Seipd2Header.Read([2, (byte)CipherId.Aes256, (byte)aead, 10, .. RandomNumberGenerator.GetBytes(32)]);
        using var body = new MemoryStream();
        using var writer = new Seipd2Writer(body, header, sessionKey, length: null);
        await writer.WriteAsync(Crafted.Literal(Encoding.UTF8.GetBytes(Text)), Token);
        await writer.CompleteAsync(Token);
        var keys = recipients.SelectMany(r => EncryptedKey.Make(r.Contents.EncryptionKey(DateTimeOffset.UtcNow)!, sessionKey));
        return [.. keys, .. Packet.ToArray(PacketType.IntegrityProtectedData, body.ToArray())];
    }

    private static Task<byte[]> EncryptAsync(EncryptOptions options) => OutputAsync(to => Pgp.EncryptAsync(Data(), to, options, Token));

    private static async Task<byte[]> OutputAsync(Func<Stream, Task> write)
    {
        using var output = new MemoryStream();
        await write(output);
        return output.ToArray();
    }

    internal static MemoryStream Data() => new(Encoding.UTF8.GetBytes(Text));

    private static string FolderOf(string version, [CallerFilePath] string here = "") => Path.Combine(Path.GetDirectoryName(here)!, version);
}
