using System.Text;
using SMail.OpenPgp.Tests.Support;

namespace SMail.OpenPgp.Tests.Properties;

/// <summary>Whatever bytes come in at any door, they are read or refused with a code; nothing else is thrown.</summary>
public sealed class AnyInputProperties
{
    private static readonly byte[] Data = [1, 2, 3];

    private static readonly Lazy<SecretKey[]> Keys = new(() => [.. AnyKeyName.All.Select(name => name.Key)]);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Every limit low, so that what is not limited would show.</summary>
    private static DecryptOptions Options => new()
    {
        Keys = Keys.Value,
        Passwords = [AnyInput.Password],
        Certificates = [.. Keys.Value.Select(k => k.Certificate)],
        MaxPlaintextBytes = 1 << 20,
        MaxMemoryBytes = 1 << 16,
        Policy = new() { ReadsOldCiphers = true, ReadsUnprotectedMessages = true, MaxArgon2MemoryKiB = 1024, MaxArgon2WorkKiB = 4096 },
    };

    [Hunt(500)]
    public void A_certificate_is_read_or_refused(KeyInput input) => Try(() =>
    {
        var certificate = Certificate.Read(input.Of.Bytes);
        Assert.Equal(certificate.Fingerprint, Certificate.Read(Encoding.ASCII.GetBytes(certificate.ToArmor())).Fingerprint);
        _ = certificate.CanEncrypt(DateTimeOffset.UtcNow);
        Assert.Equal(certificate.UserIds, certificate.Merge(certificate).UserIds);
    });

    [Hunt(300)]
    public void Certificates_are_read_or_refused(KeyInput input) => Try(() =>
    {
        foreach (var certificate in Certificate.ReadAll(input.Of.Bytes, OpenPgpPolicy.Default))
            Assert.Equal(certificate.ToBytes(), Certificate.Read(certificate.ToBytes()).ToBytes());
    });

    /// <summary>What is read is written in a form that is read to the same.</summary>
    [Hunt(500)]
    public void A_secret_key_is_read_or_refused(KeyInput input) => Try(() =>
    {
        using var key = SecretKey.Read(input.Of.Bytes, new UnlockOptions { Passwords = [AnyInput.Password], Policy = Options.Policy });
        using var again = SecretKey.Read(key.ExportUnprotected());
        Assert.Equal(key.ExportUnprotected(), again.ExportUnprotected());
    });

    [Hunt(300)]
    public void An_unprotected_key_is_read_or_refused(KeyInput input) => Try(() => SecretKey.Read(input.Of.Bytes).Dispose());

    [Hunt(300)]
    public void Secret_keys_are_read_or_refused(KeyInput input)
    {
        Try(() => SecretKey.ReadAll(input.Of.Bytes, new() { Passwords = [AnyInput.Password], Policy = Options.Policy }));
        Try(() => SecretKey.ReadCertificates(input.Of.Bytes, OpenPgpPolicy.Default));
    }

    /// <summary>A key that is read can be used or refuses; what it signs then verifies.</summary>
    [Hunt(300)]
    public async Task What_is_read_can_be_used_or_refuses(KeyInput input) => await TryAsync(async () =>
    {
        using var key = SecretKey.Read(input.Of.Bytes, new UnlockOptions { Passwords = [AnyInput.Password], Policy = Options.Policy });
        var signature = await Pgp.SignDetachedAsync(new MemoryStream(Data), new() { Signers = [key] }, Token);
        var verdicts = await Pgp.VerifyDetachedAsync(new MemoryStream(Data), signature, new() { Certificates = [key.Certificate] }, Token);
        Assert.Equal(SignatureStatus.Good, Assert.Single(verdicts).Status);
        var message = await Mail.EncryptAsync(Data, key, key.Certificate);
        Assert.Equal(Data, (await Mail.DecryptAsync(message, key)).Plaintext);
    });

    [Hunt(500)]
    public async Task A_message_is_read_or_refused(MessageInput input, Pieces pieces, bool seekable)
    {
        await Reading.DecryptAsync(pieces.Over(input.Of.Bytes, seekable), Options, pieces);
        await Reading.StreamAsync(pieces.Over(input.Of.Bytes, seekable), Options, pieces);
    }

    [Hunt(500)]
    public async Task Signatures_are_judged_or_refused(MessageInput input, Pieces pieces)
    {
        await TryAsync(() => Pgp.VerifyDetachedAsync(new MemoryStream(Data), input.Of.Bytes, Options, Token));
        await Reading.VerifyInlineAsync(pieces.Over(input.Of.Bytes, seekable: false), Options, pieces);
    }

    [Hunt(500)]
    public async Task Any_bytes_can_be_inspected(AnyInput input, Pieces pieces) =>
        Assert.Equal(Pgp.InspectSealed(input.Bytes), await Pgp.InspectSealedAsync(pieces.Over(input.Bytes, seekable: false), Token));

    /// <summary>However the stream is cut, what comes out is the same.</summary>
    [Hunt(500)]
    public async Task Armor_is_put_on_and_taken_off_or_refused(AnyInput input, Pieces pieces)
    {
        foreach (var convert in (Func<Stream, Stream, CancellationToken, Task>[])[Pgp.ArmorAsync, Pgp.DearmorAsync])
        {
            using var whole = new MemoryStream();
            using var cut = new MemoryStream();
            var isRead = await TryAsync(() => convert(new MemoryStream(input.Bytes), whole, Token));
            Assert.Equal(isRead, await TryAsync(() => convert(pieces.Over(input.Bytes, seekable: false), cut, Token)));
            if (isRead)
                Assert.Equal(whole.ToArray(), cut.ToArray());
        }
    }

    [Hunt(500)]
    public void Text_is_parsed_or_refused(AnyInput input, string text)
    {
        foreach (var one in (string[])[text ?? "", Encoding.Latin1.GetString(input.Bytes), $"9:{Convert.ToHexString(input.Bytes)}"])
        {
            Try(() => SessionKey.Parse(one).Dispose());
            Try(() => Fingerprint.Parse(one));
        }
    }

    private static void Try(Action read) => TryAsync(() =>
    {
        read();
        return Task.CompletedTask;
    }).GetAwaiter().GetResult();

    private static async Task<bool> TryAsync(Func<Task> read)
    {
        try
        {
            await read();
            return true;
        }
        catch (OpenPgpException e)
        {
            Assert.True(Enum.IsDefined(e.Code));
            return false;
        }
    }
}
